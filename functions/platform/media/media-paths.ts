import { MediaId, TenantId } from '../../contract/identifiers.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';

/** Where the bytes of a file arrive. */
export const uploadPath = ({ tenantId, mediaId }: MediaKey): string => `uploads/${tenantId}/${mediaId}`;

/** Where a file that was found good lies, or one of its renditions. */
export const mediaPath = ({ tenantId, mediaId }: MediaKey, name: string): string =>
  `media/${tenantId}/${mediaId}/${name}`;

/**
 * The file whose bytes arrive there.
 *
 * @throws Error it is no such place
 */
export const keyOfUpload = (path: string): MediaKey => {
  const [, tenantId, mediaId] = /^uploads\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return { tenantId: TenantId.parse(tenantId), mediaId: MediaId.parse(mediaId) };
};
