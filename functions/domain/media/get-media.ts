import type { MediaId } from '../../contract/identifiers.ts';
import type { Media } from '../../contract/media.ts';
import type { Caller } from '../caller.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { NotFound } from '../errors.ts';
import { conversationsOf } from './attachments.ts';
import type { MediaRecord, MediaStore } from './media-store.ts';
import { presentMedia } from './present-media.ts';

/** What finding a file for somebody needs. */
export interface FindMediaDeps {
  readonly media: Pick<MediaStore, 'read'>;
  readonly memberships: Pick<Memberships, 'isAny'>;
}

/** Which file, and who asks. */
export interface MediaTarget {
  readonly caller: Caller;
  readonly mediaId: MediaId;
}

/**
 * A file that the caller may see: their own, one in a conversation of theirs, or the picture of somebody of the tenant.
 *
 * @throws NotFound there is none, or the caller may not see it
 */
export const findMedia = async (
  { media, memberships }: FindMediaDeps,
  { caller: { tenantId, userId }, mediaId }: MediaTarget,
): Promise<MediaRecord> => {
  const record = await media.read({ tenantId, mediaId });
  if (record === undefined) throw new NotFound('file');
  if (record.uploaderId === userId || record.avatarOf !== undefined) return record;
  const { conversationId } = record;
  const places = new Set([...(conversationId === undefined ? [] : [conversationId]), ...conversationsOf(record)]);
  if (!(await memberships.isAny(tenantId, userId, [...places]))) throw new NotFound('file');
  return record;
};

/**
 * A file as it is now.
 *
 * @throws NotFound there is none, or the caller may not see it
 */
export const getMedia = async (deps: FindMediaDeps, target: MediaTarget): Promise<Media> =>
  presentMedia(await findMedia(deps, target));
