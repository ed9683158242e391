import type { ServerEvent } from '../../contract/server-events.ts';
import { type DeliverDeps, deliverUnmarked, push } from '../delivery/deliver.ts';
import { conversationsOf } from './attachments.ts';
import type { MediaKey, MediaRecord, MediaStore } from './media-store.ts';
import { presentMedia } from './present-media.ts';

/** What telling of a settled file needs. */
export interface TellMediaDeps extends DeliverDeps {
  readonly media: Pick<MediaStore, 'read'>;
}

const eventsOf = (record: MediaRecord): readonly ServerEvent[] => {
  const media = presentMedia(record);
  if (media.status === 'ready') return [{ type: 'media.ready', media }];
  return media.status === 'rejected' ? [{ type: 'media.rejected', media }] : [];
};

/**
 * Tells of a file that was settled: its uploader, and the members of the conversations that it is attached in. Whoever is
 * in several of them may be told more than once.
 *
 * @throws Unavailable a post failed; the event has to come again
 */
export const tellMedia = async (deps: TellMediaDeps, key: MediaKey): Promise<void> => {
  const record = await deps.media.read(key);
  if (record === undefined) return;
  const { tenantId, uploaderId } = record;
  const events = eventsOf(record);
  const eventsFor = async () => () => events;
  const conversationIds = conversationsOf(record);
  for (const conversationId of conversationIds) {
    const notice = { key: { tenantId, conversationId }, id: `media ${key.mediaId}`, alsoTo: [uploaderId], eventsFor };
    await deliverUnmarked(deps, notice);
  }
  if (conversationIds.length > 0) return;
  await push(deps, [uploaderId], { key: { tenantId }, eventsFor });
};
