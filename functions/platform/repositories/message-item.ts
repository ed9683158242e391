import type { CommittedMessage } from '../../contract/events.ts';
import type { MediaId } from '../../contract/identifiers.ts';
import type { Media } from '../../contract/media.ts';
import type { Message } from '../../contract/messages.ts';
import { fitFrame } from '../../domain/messages/fit-frame.ts';
import { messageIdOf } from '../../domain/messages/message-id.ts';
import type { MessageDraft } from '../../domain/messages/message-log.ts';

/**
 * A message as stored. The metadata is kept as JSON text: a table's maps have a depth and a precision of their own,
 * and what an application wrote has to come back as it was.
 */
export interface MessageItem {
  readonly conversationId: Message['conversationId'];
  readonly sequenceNumber: number;
  readonly senderId: Message['senderId'];
  readonly clientMessageId: string;
  readonly messageType: string;
  readonly content: string;
  readonly timestamp: string;
  readonly revision: number;
  readonly replyTo?: Message['replyTo'];
  readonly mentions?: Message['mentions'];
  readonly metadataJson?: string;
  /** Files by their ids: what they are like is read with the message. */
  readonly attachmentIds?: readonly MediaId[];
  readonly reactions?: Message['reactions'];
  /** Of its last change. */
  readonly changeNumber?: number;
  readonly editedAt?: string;
  readonly deleted?: true;
  /** Of the request that sent it; consumers of the stream go on with it. */
  readonly correlationId: string;
}

/** The item of a message that is new. */
export const messageItemOf = (
  { tenantId, metadata, attachments, ...draft }: MessageDraft,
  sequenceNumber: number,
): MessageItem => ({
  ...draft,
  sequenceNumber,
  revision: 1,
  ...(attachments !== undefined && { attachmentIds: attachments.map(({ media }) => media.id) }),
  ...(metadata !== undefined && { metadataJson: JSON.stringify(metadata) }),
});

/** A stored message as clients see it, with these files. */
export const messageFromItem = (item: MessageItem, attachments: readonly Media[] = []): Message =>
  fitFrame({
    id: messageIdOf(item),
    conversationId: item.conversationId,
    senderId: item.senderId,
    clientMessageId: item.clientMessageId,
    messageType: item.messageType,
    content: item.content,
    sequenceNumber: item.sequenceNumber,
    timestamp: item.timestamp,
    revision: item.revision,
    ...(item.replyTo !== undefined && { replyTo: item.replyTo }),
    ...(item.mentions !== undefined && { mentions: item.mentions }),
    ...(item.metadataJson !== undefined && { metadata: JSON.parse(item.metadataJson) as Message['metadata'] }),
    ...(item.changeNumber !== undefined && { changeNumber: item.changeNumber }),
    ...(item.editedAt !== undefined && { editedAt: item.editedAt }),
    ...(item.deleted && { deleted: true }),
    reactions: item.reactions ?? [],
    attachments: [...attachments],
  });

/** The message of a draft that was committed, with its files as they were when it was. */
export const messageOfDraft = (draft: MessageDraft, item: MessageItem): Message =>
  messageFromItem(
    item,
    (draft.attachments ?? []).map(({ media }) => media),
  );

/** A new message in the stream's own words, or the error of an item that is none. */
export const storedMessage = (item: Record<string, unknown>): { message: CommittedMessage; correlationId: string } => {
  const stored = item as unknown as MessageItem;
  if (typeof stored.sequenceNumber !== 'number' || typeof stored.conversationId !== 'string') {
    throw new Error('cannot read the record; it is no message');
  }
  const attachments = (stored.attachmentIds ?? []).map((id) => ({ id }));
  return { message: { ...messageFromItem(stored), attachments }, correlationId: stored.correlationId };
};
