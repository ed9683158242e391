import type { ConversationId, MediaId } from '../../contract/identifiers.ts';
import type { Media } from '../../contract/media.ts';
import type { Caller } from '../caller.ts';
import { Invalid } from '../errors.ts';
import { positionOf } from '../messages/message-id.ts';
import { maxMessagesOfMedia } from './media-limits.ts';
import type { MediaRecord, MediaStore } from './media-store.ts';
import { presentMedia } from './present-media.ts';

/** A file to attach, as it was when it was looked at: it is attached while it is still so, and not otherwise. */
export interface Attachment {
  readonly media: Media;
  readonly revision: number;
}

/** What attaching needs. */
export interface AttachmentsDeps {
  readonly media: Pick<MediaStore, 'readMany'>;
}

/** The conversations that a file is attached in, each once. */
export const conversationsOf = ({ attachedTo }: Pick<MediaRecord, 'attachedTo'>): readonly ConversationId[] => [
  ...new Set(attachedTo.flatMap((messageId) => positionOf(messageId)?.conversationId ?? [])),
];

/** Somebody else's file, one that was rejected and none at all are refused alike. */
export const unknownAttachments = (): Invalid =>
  new Invalid([
    {
      path: 'attachmentIds',
      message: `must be files of yours that were not rejected, each in at most ${maxMessagesOfMedia} messages`,
    },
  ]);

const isOwnAndGood =
  ({ userId }: Caller) =>
  ({ uploaderId, status, attachedTo }: MediaRecord): boolean =>
    uploaderId === userId && status !== 'rejected' && attachedTo.length < maxMessagesOfMedia;

/** Those files in the order of the ids; undefined where not all can be attached. Without ids nothing is read. */
export const attachable = async (
  { media }: AttachmentsDeps,
  caller: Caller,
  mediaIds: readonly MediaId[] = [],
): Promise<readonly Attachment[] | undefined> => {
  if (mediaIds.length === 0) return [];
  const records = (await media.readMany(caller.tenantId, mediaIds)).filter(isOwnAndGood(caller));
  const attachments = mediaIds.flatMap((mediaId) => {
    const record = records.find((one) => one.mediaId === mediaId);
    return record === undefined ? [] : [{ media: presentMedia(record), revision: record.revision }];
  });
  return attachments.length === mediaIds.length ? attachments : undefined;
};
