import * as z from 'zod';
import { Conversation, RoleOf } from './conversations.ts';
import { ConversationId, MessageId, UserId } from './identifiers.ts';
import { Media } from './media.ts';
import { Message } from './messages.ts';
import { Presence, Typing } from './presence.ts';

const changeNumber = z
  .int()
  .min(1)
  .meta({ description: 'Where it stands in the line of changes: no gap over all kinds' });
const inConversation = { conversationId: ConversationId, changeNumber };

const event = <Type extends string, Fields extends z.ZodRawShape>(type: Type, summary: string, fields: Fields) => {
  const id = `${type.replace(/(?:^|\.)(.)/g, (_match, letter: string) => letter.toUpperCase())}Frame`;
  return { summary, frame: z.object({ type: z.literal(type), ...fields }).meta({ id }) };
};

const reaction = { ...inConversation, messageId: MessageId, userId: UserId, emoji: z.string() };
const member = { ...inConversation, ...RoleOf.shape };

/** What the server sends on its own. */
export const serverEvents = {
  'message.created': event(
    'message.created',
    'A message was committed in a conversation of yours',
    Message.omit({ revision: true, reactions: true, changeNumber: true, editedAt: true, deleted: true }).shape,
  ),
  'message.updated': event('message.updated', 'A message has another content', { ...inConversation, message: Message }),
  'message.deleted': event('message.deleted', 'A message is a tombstone now', { ...inConversation, message: Message }),
  'reaction.added': event('reaction.added', 'Somebody reacted to a message', reaction),
  'reaction.removed': event('reaction.removed', 'Somebody took a reaction back', reaction),
  'receipt.updated': event('receipt.updated', 'A member has come further', {
    conversationId: ConversationId,
    userId: UserId,
    lastDeliveredSequence: z.int().min(0),
    lastReadSequence: z.int().min(0),
  }),
  'typing.started': event('typing.started', 'Somebody is writing, for some seconds', {
    conversationId: ConversationId,
    ...Typing.shape,
  }),
  'typing.stopped': event('typing.stopped', 'Somebody stopped writing', {
    conversationId: ConversationId,
    userId: UserId,
  }),
  'presence.changed': event('presence.changed', 'Somebody came, went, or is away', Presence.shape),
  'conversation.created': event('conversation.created', 'You are in a new conversation', {
    conversation: Conversation,
  }),
  'conversation.updated': event('conversation.updated', 'A title, metadata or a role is another', {
    ...inConversation,
    conversation: Conversation,
    roles: z.array(RoleOf).optional().meta({ description: 'Where roles changed: of whom, and what they are now' }),
  }),
  'conversation.deleted': event('conversation.deleted', 'A conversation is no more', {
    conversationId: ConversationId,
  }),
  'member.joined': event('member.joined', 'Somebody is in the conversation now', member),
  'member.left': event('member.left', 'Somebody left or was removed', member),
  'media.ready': event('media.ready', 'A file of yours, or in a conversation of yours, can be downloaded', {
    media: Media,
  }),
  'media.rejected': event('media.rejected', 'A file of yours, or in a conversation of yours, was rejected', {
    media: Media,
  }),
  'session.revoked': event('session.revoked', 'Your session has ended; the connection is closed', {}),
} as const satisfies Record<string, { summary: string; frame: z.ZodType }>;

/** Any frame that the server sends on its own. */
export type ServerEvent = z.infer<(typeof serverEvents)[keyof typeof serverEvents]['frame']>;
