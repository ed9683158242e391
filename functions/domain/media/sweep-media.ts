import type { Clock } from '../clock.ts';
import { changeMedia } from './change-media.ts';
import type { MediaKey, MediaRecord, MediaStore } from './media-store.ts';
import type { MediaFiles } from './process-upload.ts';
import { isSettled, rejection } from './settle.ts';
import { abandonedAfterMs, orphanAfterMs, stuckAfterMs, type Unattached, unattachedSlots } from './unattached.ts';

/** The files that the sweep has to look at, of every tenant, by slot and the time that they are due. */
export interface UnattachedFiles {
  /** Those of a slot that are due, the longest due first; at most `limit`. */
  due(slot: number, now: string, limit: number): Promise<readonly Unattached[]>;
  /** Puts off the look at one. */
  putOff(entry: Unattached, dueAt: string): Promise<void>;
  remove(entry: Unattached): Promise<void>;
}

/** What sweeping needs. */
export interface SweepMediaDeps {
  readonly unattached: UnattachedFiles;
  readonly media: Pick<MediaStore, 'read' | 'replace' | 'forget'>;
  readonly files: Pick<MediaFiles, 'discard' | 'remove'>;
  readonly clock: Clock;
}

/** What a run did. */
export interface MediaSwept {
  readonly visited: number;
  /** Files that were forgotten, with all that lay of them. */
  readonly forgotten: number;
  /** Files of messages that were rejected because their bytes never came, or came to nothing. */
  readonly rejected: number;
  readonly failures: readonly unknown[];
}

type Visited = 'kept' | 'forgotten' | 'rejected' | 'put-off';

const pageSize = 50;

const isUsed = ({ attachedTo, avatarOf }: MediaRecord): boolean => attachedTo.length > 0 || avatarOf !== undefined;

/** Forgets what lies of a file whose record is gone, and then that there was one. */
const clear = async ({ files, unattached }: SweepMediaDeps, entry: Unattached): Promise<void> => {
  await files.remove(entry);
  await files.discard(entry);
  await unattached.remove(entry);
};

/** Rejects a file that stays where it is: its bytes never came, or nothing comes of them. */
const giveUp = (deps: SweepMediaDeps, key: MediaKey, reason: 'ABANDONED' | 'FAILED') =>
  changeMedia(deps, key, (now) => (isSettled(now) ? undefined : rejection(reason)));

const visit = async (deps: SweepMediaDeps, entry: Unattached): Promise<Visited> => {
  const { media, unattached, clock } = deps;
  const record = await media.read(entry);
  if (record === undefined) {
    await clear(deps, entry);
    return 'kept';
  }
  const nowMs = clock.nowMs();
  const after = (ms: number) => new Date(nowMs + ms).toISOString();
  const ageMs = nowMs - Date.parse(record.createdAt);
  const isLate = record.status === 'pending' ? ageMs >= abandonedAfterMs : ageMs >= stuckAfterMs;
  if (!isSettled(record) && !isLate) {
    await unattached.putOff(entry, after(abandonedAfterMs));
    return 'put-off';
  }
  if (!isUsed(record)) {
    const isOrphan = nowMs - Date.parse(entry.since) >= orphanAfterMs;
    if (isSettled(record) && !isOrphan) {
      await unattached.putOff(entry, new Date(Date.parse(entry.since) + orphanAfterMs).toISOString());
      return 'put-off';
    }
    // The record first, on condition that nobody has attached it since; what lies of it when nobody can any more.
    if ((await media.forget(record)).outcome === 'forgotten') {
      await clear(deps, entry);
      return 'forgotten';
    }
    await unattached.putOff(entry, after(abandonedAfterMs));
    return 'put-off';
  }
  const isGivenUp = !isSettled(record);
  if (isGivenUp) {
    await giveUp(deps, record, record.status === 'pending' ? 'ABANDONED' : 'FAILED');
    await deps.files.remove(record);
    await deps.files.discard(record);
  }
  await unattached.remove(entry);
  return isGivenUp ? 'rejected' : 'kept';
};

/**
 * Looks at files that were without a message when it was noted: forgets those that nobody sent, in the end, and gives
 * their bytes back, and rejects those in messages whose bytes never came. A run may end anywhere, or come twice.
 */
export const sweepMedia = async (
  deps: SweepMediaDeps,
  { endAtMs }: { readonly endAtMs: number },
): Promise<MediaSwept> => {
  const count = { visited: 0, forgotten: 0, rejected: 0 };
  const failures: unknown[] = [];
  const now = new Date(deps.clock.nowMs()).toISOString();
  for (let slot = 0; slot < unattachedSlots; slot += 1) {
    let due: readonly Unattached[];
    do {
      due = await deps.unattached.due(slot, now, pageSize);
      const before = failures.length;
      for (const entry of due) {
        if (deps.clock.nowMs() >= endAtMs) return { ...count, failures };
        count.visited += 1;
        const visited = await visit(deps, entry).catch((error: unknown) => {
          failures.push(error);
          return 'kept' as const;
        });
        if (visited === 'forgotten') count.forgotten += 1;
        if (visited === 'rejected') count.rejected += 1;
      }
      // Those that failed are still due: the next run comes by them.
      if (failures.length > before) break;
    } while (due.length === pageSize);
  }
  return { ...count, failures };
};
