import * as z from 'zod';
import { ConversationId, MediaId, MessageId, SequenceNumber, UserId } from './identifiers.ts';
import { Media } from './media.ts';
import { pageLimit, positionFrom, queryNumber } from './paging.ts';
import { Metadata, Timestamp, userText } from './text.ts';

/** Limits of a message, as the contract states them. */
export const messageLimits = {
  contentBytes: 8192,
  clientMessageIdCharacters: 128,
  attachments: 10,
  mentions: 50,
} as const;

/** The idempotency key of a send: 1 to 128 characters, any. */
export const ClientMessageId = z
  .string()
  .min(1)
  .refine(
    (id) => [...id].length <= messageLimits.clientMessageIdCharacters,
    `must be at most ${messageLimits.clientMessageIdCharacters} characters`,
  )
  .meta({ description: 'The idempotency key of a send, made by the client', examples: ['f6a9c1f2-1'] });

/** What a message is for; `text` when left out. Applications add their own words. */
export const MessageType = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'must be a word of at most 64 letters, digits, dots, hyphens, underscores')
  .meta({ examples: ['text'] });

const messageContent = userText({ minBytes: 0, maxBytes: messageLimits.contentBytes }).meta({
  description: '1 to 8,192 bytes of UTF-8; empty only beside attachments',
  examples: ['Hello'],
});

/** The people a message is for in particular: at most 50 members, each once. */
const Mentions = z
  .array(UserId)
  .max(messageLimits.mentions)
  .refine((userIds) => new Set(userIds).size === userIds.length, 'must name each person once')
  .meta({ description: 'Members of the conversation that the message is for in particular' });

/** Files that go with a message: at most 10, each once. */
const AttachmentIds = z
  .array(MediaId)
  .max(messageLimits.attachments)
  .refine((mediaIds) => new Set(mediaIds).size === mediaIds.length, 'must name each file once')
  .meta({ description: "Files of the sender's own, uploaded or about to be, that were not rejected" });

/** What a client says of a message it sends, over HTTP and WebSocket alike. */
export const messageDraftFields = {
  content: messageContent,
  messageType: MessageType.optional(),
  attachmentIds: AttachmentIds.optional(),
  replyTo: MessageId.optional().meta({ description: 'The message of the same conversation that this one answers' }),
  mentions: Mentions.optional(),
  metadata: Metadata.optional(),
} as const;

/** Refuses a message that would say nothing. */
export const saysSomething = (draft: { content: string; attachmentIds?: readonly string[] | undefined }): boolean =>
  draft.content.length > 0 || (draft.attachmentIds ?? []).length > 0;

/** What is wrong with a message that says nothing. */
export const mustSaySomething = 'must not be empty without attachments';

/** The error of a message that says nothing, at its field. */
export const saysNothing = { path: ['content'], message: mustSaySomething };

/** Body of POST /conversations/:id/messages. */
export const SendMessageBody = z
  .strictObject({ ...messageDraftFields, clientMessageId: ClientMessageId.optional() })
  .refine(saysSomething, saysNothing)
  .meta({ id: 'SendMessage' });

/** One person's use of an emoji on a message. */
export const Reaction = z.object({ emoji: z.string(), userIds: z.array(UserId) }).meta({ id: 'Reaction' });

/** Bytes of JSON of all reactions on one message, some 200 people's: the largest message with them fits a frame. */
export const maxReactionsBytes = 8192;

/** Different emoji that one person may put on one message, so that nobody uses up what there is for all. */
export const maxReactionsOfOne = 20;

/**
 * An emoji, or an application's own short name for one: 1 to 64 bytes of UTF-8 without white space. It is a segment of
 * the path that takes the reaction back, and no router hands on a slash, or a segment of one dot or two.
 */
export const Emoji = userText({ minBytes: 1, maxBytes: 64 })
  .refine((text) => !/\s/u.test(text), 'must not contain white space')
  .refine((text) => !/^\.{1,2}$|\//.test(text), 'must not contain a slash, nor be one dot or two')
  .meta({ examples: ['👍'] });

/** Body of PUT /messages/:id. */
export const EditMessageBody = z
  .strictObject({
    content: messageContent,
    mentions: Mentions.optional().meta({ description: 'Left out: those of before stay. Empty: none any more' }),
    baseRevision: z.int().min(1).optional().meta({ description: 'Only over this revision; else 409' }),
  })
  .meta({ id: 'EditMessage' });

/** Body of POST /messages/:id/reactions. */
export const ReactionBody = z.strictObject({ emoji: Emoji }).meta({ id: 'AddReaction' });

/** A message as every client sees it. */
export const Message = z
  .object({
    id: MessageId,
    conversationId: ConversationId,
    senderId: UserId,
    clientMessageId: z.string(),
    messageType: MessageType,
    content: z.string(),
    sequenceNumber: SequenceNumber,
    timestamp: Timestamp,
    revision: z.int().min(1).meta({ description: 'From 1; an edit adds one' }),
    changeNumber: z.int().min(1).optional().meta({ description: 'Of its last change' }),
    editedAt: Timestamp.optional(),
    deleted: z.literal(true).optional().meta({ description: 'A tombstone: it keeps its number and says nothing' }),
    replyTo: MessageId.optional(),
    mentions: z.array(UserId).optional().meta({ description: 'There when somebody is mentioned' }),
    metadata: Metadata.optional(),
    reactions: z.array(Reaction),
    attachments: z.array(Media).meta({ description: 'As they are now, in the order in which they were sent' }),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** Query of GET /conversations/:id/messages. */
export const ListMessagesQuery = z.strictObject({
  before: queryNumber(positionFrom(1)).optional().meta({ description: 'Only messages numbered below' }),
  after: queryNumber(positionFrom(0)).optional().meta({ description: 'Only messages numbered above' }),
  limit: pageLimit({ most: 100, usual: 50 }),
});

/** Answer of GET /conversations/:id/messages: ascending by sequence number. */
export const MessagePage = z
  .object({ items: z.array(Message), hasMore: z.boolean() })
  .meta({ id: 'MessagePage', description: 'hasMore: there is more in the direction that was read' });
