import { type ChangeMediaDeps, changeMedia } from './change-media.ts';
import type { MediaKey } from './media-store.ts';
import type { MediaFiles } from './process-upload.ts';
import { isSettled, rejection, type Settled, settledBy } from './settle.ts';

/** What a scan found: no threat, one, or that it can't tell. */
export type ScanVerdict = 'clean' | 'malware' | 'unknown';

/** A scan of bytes that arrived. */
export interface Scan {
  readonly key: MediaKey;
  /** Which bytes were scanned. */
  readonly tag: string;
  readonly verdict: ScanVerdict;
}

/** What taking a scan's verdict needs. */
export interface RecordScanDeps extends ChangeMediaDeps {
  readonly files: Pick<MediaFiles, 'discard' | 'remove'>;
}

/**
 * Takes a scan's verdict: a clean file is ready when it has been made, whichever comes first; any other is rejected.
 * A scan of other bytes than those that came first says nothing.
 */
export const recordScan = async (deps: RecordScanDeps, { key, tag, verdict }: Scan): Promise<Settled> => {
  const record = await changeMedia(deps, key, (now) => {
    if (isSettled(now) || (now.uploadTag ?? tag) !== tag) return undefined;
    if (verdict === 'malware') return { ...rejection('MALWARE'), uploadTag: tag };
    if (verdict === 'unknown') return { ...rejection('UNSCANNABLE'), uploadTag: tag };
    return { uploadTag: tag, isClean: true, ...(now.isMade && { status: 'ready' }) };
  });
  const settled = settledBy(record);
  if (settled === 'rejected') await deps.files.remove(key);
  if (settled !== 'open') await deps.files.discard(key);
  return settled;
};
