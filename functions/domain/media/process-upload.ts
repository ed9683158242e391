import type { MediaRejection } from '../../contract/media.ts';
import { acceptedTypeOf, isAcceptedAnywhere } from './accepted-types.ts';
import { type ChangeMediaDeps, changeMedia } from './change-media.ts';
import type { MediaKey, MediaRecord } from './media-store.ts';

/** Bytes that arrived. */
export interface Arrival {
  readonly key: MediaKey;
  /** Which bytes: others under the same name have another tag. */
  readonly tag: string;
  readonly size: number;
}

/** Files as they lie in storage: those that arrived, and those that were found good. */
export interface MediaFiles {
  /** Copies what arrived to a place on this machine; replaced: by now there are other bytes, or none. */
  fetch(arrival: Arrival, path: string): Promise<'fetched' | 'replaced'>;
  /** Keeps what arrived as it is; replaced: as above. */
  keep(arrival: Arrival, record: MediaRecord): Promise<'kept' | 'replaced'>;
  /** Forgets what arrived. */
  discard(key: MediaKey): Promise<void>;
}

/** What looking at an upload needs. */
export interface ProcessUploadDeps extends ChangeMediaDeps {
  readonly files: MediaFiles;
  /** What a file's bytes are: a media type, `text`, or undefined where they are nothing that is known. */
  readonly typeOf: (path: string) => Promise<string | undefined>;
  /** Runs with a place for a file on this machine that is there for so long. */
  readonly withPlace: <Result>(use: (path: string) => Promise<Result>) => Promise<Result>;
}

/** Why a file was found bad, thrown from where it is found. */
export class Rejected extends Error {
  readonly reason: MediaRejection;

  constructor(reason: MediaRejection) {
    super(`the file is rejected: ${reason}`);
    this.reason = reason;
  }
}

/** Tries of an upload; the last one's error ends it as rejected. As often as its event is tried. */
const tries = 3;

const isSettled = ({ status }: MediaRecord): boolean => status === 'ready' || status === 'rejected';

/** Takes an upload on. The bytes that came first count; a repeated event goes on with the same. */
const claim = async (deps: ProcessUploadDeps, { key, tag }: Arrival): Promise<MediaRecord | undefined> => {
  const record = await changeMedia(deps, key, ({ status, uploadTag, attempts = 0 }) =>
    status === 'pending' || (status === 'processing' && uploadTag === tag)
      ? { status: 'processing', uploadTag: tag, attempts: attempts + 1 }
      : undefined,
  );
  return record?.status === 'processing' && record.uploadTag === tag ? record : undefined;
};

const reject = (deps: ProcessUploadDeps, key: MediaKey, reason: MediaRejection) =>
  changeMedia(deps, key, (record) =>
    isSettled(record) ? undefined : { status: 'rejected', reason, renditions: [], storedBytes: 0 },
  );

const refuseLie = (record: MediaRecord, found: string | undefined): void => {
  if (found !== undefined && acceptedTypeOf(record.contentType)?.foundAs.includes(found)) return;
  throw new Rejected(found !== undefined && isAcceptedAnywhere(found) ? 'TYPE_MISMATCH' : 'TYPE_NOT_ACCEPTED');
};

/** Looks at the bytes and keeps what is good. */
const look = async ({ files, typeOf, withPlace }: ProcessUploadDeps, arrival: Arrival, record: MediaRecord) => {
  if (arrival.size === 0) throw new Rejected('EMPTY');
  return withPlace(async (path) => {
    if ((await files.fetch(arrival, path)) === 'replaced') throw new Rejected('REPLACED');
    refuseLie(record, await typeOf(path));
    if ((await files.keep(arrival, record)) === 'replaced') throw new Rejected('REPLACED');
    return { storedBytes: arrival.size };
  });
};

/**
 * Looks at what was uploaded, and makes it ready or rejects it. Bears that it is called again, also at the same time:
 * what is made has the same names, and a file is settled once.
 *
 * @returns ignored: nobody waits for these bytes
 * @throws Error it could not be looked at; after the last try it is rejected
 */
export const processUpload = async (
  deps: ProcessUploadDeps,
  arrival: Arrival,
): Promise<'ignored' | 'ready' | 'rejected'> => {
  const { key } = arrival;
  const record = await claim(deps, arrival);
  if (record === undefined) {
    const current = await deps.media.read(key);
    // Other bytes are being looked at, under the same name: they are discarded with them.
    if (current === undefined || isSettled(current)) await deps.files.discard(key);
    return 'ignored';
  }
  let settled: MediaRecord | undefined;
  try {
    const made = await look(deps, arrival, record);
    settled = await changeMedia(deps, key, (now) => (isSettled(now) ? undefined : { status: 'ready', ...made }));
  } catch (error) {
    const isLast = (record.attempts ?? 0) >= tries;
    if (!(error instanceof Rejected) && !isLast) throw error;
    settled = await reject(deps, key, error instanceof Rejected ? error.reason : 'FAILED');
    await deps.files.discard(key);
    if (!(error instanceof Rejected)) throw error;
    return 'rejected';
  }
  await deps.files.discard(key);
  return settled?.status === 'ready' ? 'ready' : 'rejected';
};
