import type { MediaRejection } from '../../contract/media.ts';
import type { MediaRecord, MediaState } from './media-store.ts';

/** How far a file is: open, it waits for its bytes, for what is made of them or for its scan. */
export type Settled = 'ready' | 'rejected' | 'open';

/** Whether a file is ready or rejected, which it stays. */
export const isSettled = ({ status }: Pick<MediaRecord, 'status'>): boolean =>
  status === 'ready' || status === 'rejected';

/** How far a file is; one that is not there is as good as rejected. */
export const settledBy = (record: MediaRecord | undefined): Settled => {
  if (record === undefined) return 'rejected';
  return record.status === 'ready' || record.status === 'rejected' ? record.status : 'open';
};

/** The state of a file that is rejected: nothing of it stays. */
export const rejection = (reason: MediaRejection) =>
  ({
    status: 'rejected',
    reason,
    renditions: [],
    mainName: undefined,
    placeholder: undefined,
    waveform: undefined,
    width: undefined,
    height: undefined,
    durationMs: undefined,
    storedBytes: 0,
  }) as const satisfies Partial<MediaState>;
