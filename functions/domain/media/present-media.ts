import type { Media } from '../../contract/media.ts';
import type { MediaRecord } from './media-store.ts';

/** A file as clients see it. */
export const presentMedia = (record: MediaRecord): Media => ({
  id: record.mediaId,
  status: record.status,
  kind: record.kind,
  fileName: record.fileName,
  contentType: record.contentType,
  size: record.size,
  ...(record.width !== undefined && { width: record.width }),
  ...(record.height !== undefined && { height: record.height }),
  ...(record.durationMs !== undefined && { durationMs: record.durationMs }),
  renditions: [...record.renditions],
  ...(record.placeholder !== undefined && { placeholder: record.placeholder }),
  ...(record.waveform !== undefined && { waveform: [...record.waveform] }),
  ...(record.reason !== undefined && { reason: record.reason }),
});
