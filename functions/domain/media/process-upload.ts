import type { MediaKind, MediaRejection, Rendition } from '../../contract/media.ts';
import { acceptedTypeOf, isAcceptedAnywhere } from './accepted-types.ts';
import { type ChangeMediaDeps, changeMedia } from './change-media.ts';
import { type Made, type MadeFile, type Maker, Rejected } from './maker.ts';
import type { MediaKey, MediaRecord } from './media-store.ts';
import { isSettled, rejection, type Settled, settledBy } from './settle.ts';

/** Bytes that arrived. */
export interface Arrival {
  readonly key: MediaKey;
  /** Which bytes: others under the same name have another tag. */
  readonly tag: string;
  readonly size: number;
  /** When to give up looking at them, milliseconds since the epoch. */
  readonly endAtMs: number;
}

/** Files as they lie in storage: those that arrived, and those that were found good or made. */
export interface MediaFiles {
  /** Copies what arrived to a place on this machine; replaced: by now there are other bytes, or none. */
  fetch(arrival: Pick<Arrival, 'key' | 'tag'>, path: string): Promise<'fetched' | 'replaced'>;
  /** Keeps what arrived as it is; replaced: as above. */
  keep(arrival: Pick<Arrival, 'key' | 'tag'>, record: MediaRecord): Promise<'kept' | 'replaced'>;
  /** Keeps a file that was made; its bytes. */
  store(record: MediaRecord, file: MadeFile): Promise<number>;
  /** Forgets what arrived. */
  discard(key: MediaKey): Promise<void>;
  /** Forgets what was kept and made. */
  remove(key: MediaKey): Promise<void>;
}

/** What looking at an upload needs. */
export interface ProcessUploadDeps extends ChangeMediaDeps {
  readonly files: MediaFiles;
  /** What a file's bytes are: a media type, `text`, or undefined where they are nothing that is known. */
  readonly typeOf: (path: string) => Promise<string | undefined>;
  /** Whether a file of that type ends where it has to. */
  readonly isWhole: (path: string, type: string) => Promise<boolean>;
  /** Those of kinds without a maker are kept as they are. */
  readonly makers: Readonly<Partial<Record<MediaKind, Maker>>>;
  /** Runs with a folder on this machine that is there for so long. */
  readonly withFolder: <Result>(use: (folder: string) => Promise<Result>) => Promise<Result>;
}

/** Tries of an upload; the last one's error ends it as rejected. As often as its event is tried. */
const tries = 3;

/** Takes an upload on. The bytes that came first count; a repeated event goes on with the same. */
const claim = async (deps: ProcessUploadDeps, { key, tag }: Arrival): Promise<MediaRecord | undefined> => {
  const mayBe = ({ uploadTag = tag }: MediaRecord) => uploadTag === tag;
  const record = await changeMedia(deps, key, (now) =>
    !isSettled(now) && !now.isMade && mayBe(now)
      ? { status: 'processing', uploadTag: tag, attempts: (now.attempts ?? 0) + 1 }
      : undefined,
  );
  return record !== undefined && record.status === 'processing' && !record.isMade && mayBe(record) ? record : undefined;
};

const requireTruth = (record: MediaRecord, found: string | undefined): string => {
  if (found !== undefined && acceptedTypeOf(record.contentType)?.foundAs.includes(found)) return found;
  throw new Rejected(found !== undefined && isAcceptedAnywhere(found) ? 'TYPE_MISMATCH' : 'TYPE_NOT_ACCEPTED');
};

const required = (outcome: string): void => {
  if (outcome === 'replaced') throw new Rejected('REPLACED');
};

const storeAll = async ({ files }: ProcessUploadDeps, record: MediaRecord, { main, renditions, ...fields }: Made) => {
  const stored = new Map<string, Rendition>();
  for (const { path, ...file } of new Map([main, ...renditions].map((one) => [one.name, one])).values()) {
    stored.set(file.name, { ...file, size: await files.store(record, { ...file, path }) });
  }
  return {
    ...fields,
    mainName: main.name,
    renditions: renditions.flatMap(({ name }) => stored.get(name) ?? []),
    storedBytes: [...stored.values()].reduce((total, { size }) => total + size, 0),
  };
};

/** Looks at the bytes, and keeps what is good or makes what is shown of it. */
const look = (deps: ProcessUploadDeps, arrival: Arrival, record: MediaRecord) =>
  deps.withFolder(async (folder) => {
    if (arrival.size === 0) throw new Rejected('EMPTY');
    const path = `${folder}/upload`;
    required(await deps.files.fetch(arrival, path));
    const type = requireTruth(record, await deps.typeOf(path));
    if (!(await deps.isWhole(path, type))) throw new Rejected('TRUNCATED');
    const make = deps.makers[record.kind];
    if (make !== undefined) {
      return storeAll(deps, record, await make({ path, folder, type, endAtMs: arrival.endAtMs }));
    }
    required(await deps.files.keep(arrival, record));
    return { storedBytes: arrival.size };
  });

/** Forgets what is not needed any more, now that a file is settled. */
const tidy = async ({ files }: Pick<ProcessUploadDeps, 'files'>, { key }: Pick<Arrival, 'key'>, settled: Settled) => {
  if (settled === 'open') return;
  if (settled !== 'ready') await files.remove(key);
  await files.discard(key);
};

/**
 * Looks at what was uploaded, and makes it ready, unless it has not been scanned yet, or rejects it. Bears that it is
 * called again, also at the same time: what is made has the same names, and a file is settled once.
 *
 * @returns open: it waits for its scan; ignored: nobody waits for these bytes
 * @throws Error it could not be looked at; after the last try it is rejected
 */
export const processUpload = async (deps: ProcessUploadDeps, arrival: Arrival): Promise<Settled | 'ignored'> => {
  const { key } = arrival;
  const record = await claim(deps, arrival);
  if (record === undefined) {
    const current = await deps.media.read(key);
    // Other bytes under the same name are discarded with those that came first.
    if (current === undefined) await tidy(deps, arrival, 'rejected');
    else if (isSettled(current)) await tidy(deps, arrival, settledBy(current));
    return 'ignored';
  }
  const rejectAs = (reason: MediaRejection) =>
    changeMedia(deps, key, (now) => (isSettled(now) ? undefined : rejection(reason)));
  try {
    const made = await look(deps, arrival, record);
    const settled = settledBy(
      await changeMedia(deps, key, (now) =>
        isSettled(now) ? undefined : { ...made, isMade: true, ...(now.isClean && { status: 'ready' }) },
      ),
    );
    await tidy(deps, arrival, settled);
    return settled;
  } catch (error) {
    const isFound = error instanceof Rejected;
    if (!isFound && (record.attempts ?? 0) < tries) throw error;
    const settled = settledBy(await rejectAs(isFound ? error.reason : 'FAILED'));
    await tidy(deps, arrival, settled);
    if (!isFound) throw error;
    return settled;
  }
};
