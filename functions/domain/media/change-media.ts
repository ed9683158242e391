import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { Unavailable } from '../errors.ts';
import type { MediaKey, MediaRecord, MediaState, MediaStore } from './media-store.ts';

/** What changing a file's state needs. */
export interface ChangeMediaDeps {
  readonly media: Pick<MediaStore, 'read' | 'replace'>;
  readonly clock: Clock;
}

/** What a file's next state is, in what it differs; undefined: it stays as it is. */
export type DecideMedia = (record: MediaRecord) => Partial<MediaState> | undefined;

/**
 * Decides on a file as it is and puts it into its next state, deciding anew whenever another change was quicker.
 * `decide` is pure. The file as it is then; undefined where there is none.
 *
 * @throws Unavailable it is being changed on and on; nothing was written
 */
export const changeMedia = async (
  { media, clock }: ChangeMediaDeps,
  key: MediaKey,
  decide: DecideMedia,
): Promise<MediaRecord | undefined> => {
  const result = await retryContended.execute(async () => {
    const before = await media.read(key);
    const change = before && decide(before);
    if (before === undefined || change === undefined) return { outcome: 'unchanged', record: before };
    const { tenantId, mediaId, uploaderId, conversationId, createdAt, revision, avatarOf, attachedTo, ...state } =
      before;
    const after: MediaState = { ...state, ...change, changedAt: new Date(clock.nowMs()).toISOString() };
    const { outcome } = await media.replace(before, after);
    return { outcome, record: { ...before, ...after, revision: revision + 1 } };
  });
  if (result.outcome === 'overtaken' || result.outcome === 'contended') {
    throw new Unavailable('cannot change the file; it is being changed');
  }
  return result.record;
};
