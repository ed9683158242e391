import * as z from 'zod';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { ConversationId, MessageId, UserId } from './identifiers.ts';
import {
  ClientMessageId,
  EditMessageBody,
  Emoji,
  Message,
  messageDraftFields,
  saysNothing,
  saysSomething,
} from './messages.ts';
import { OwnStatus, Presence, Typing } from './presence.ts';
import { SyncedConversation, SyncWanted } from './sync.ts';

/** API Gateway closes the connection (1009) on a larger frame; bytes. */
export const maxFrameBytes = 32 * 1024;

/** What a client puts into an action to recognise its one answer. */
export const RequestId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'Comes back in the one answer to this action', examples: ['r-1'] });

/** One action that a client may send, and its answer. */
export interface WebSocketAction {
  readonly summary: string;
  /** The whole frame. */
  readonly frame: z.ZodType;
  /** The frame that answers it. */
  readonly answer: z.ZodType;
  readonly errors: readonly ErrorCode[];
}

const frameOf = <Action extends string, Fields extends z.ZodRawShape>(action: Action, fields: Fields) =>
  z.strictObject({ action: z.literal(action), requestId: RequestId.optional(), ...fields });

/** An ack, with what the action answers with. */
const ackOf = <Fields extends z.ZodRawShape>(id: string, fields: Fields) =>
  z.object({ type: z.literal('ack'), requestId: RequestId.optional(), ...fields }).meta({ id: `${id}AckFrame` });

const changesMessage = ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE'] as const;
const inConversation = { conversationId: ConversationId };
/** How a conversation stands, for who joins it and for who leaves it. */
const standing = {
  head: z.object({ sequenceNumber: z.int().min(0), changeNumber: z.int().min(0) }),
  typing: z.array(Typing).meta({ description: 'Of many who write at once, those who said so last' }),
  presence: z.array(Presence).meta({ description: 'Of many members, 200, those who are there first' }),
};
const progress = { conversationId: ConversationId, sequenceNumber: z.int().min(0) };

/** All actions of the WebSocket API. `message.send` is handled by functions/websocket/message-send.ts, and so on. */
export const websocketActions = {
  authenticate: {
    summary: 'Renew the identity of a live connection',
    frame: frameOf('authenticate', { token: z.string().min(1).max(512) }).meta({ id: 'AuthenticateFrame' }),
    answer: z
      .object({ type: z.literal('authenticated'), requestId: RequestId.optional(), userId: UserId })
      .meta({ id: 'AuthenticatedFrame' }),
    errors: ['UNAUTHENTICATED', 'QUOTA_EXCEEDED'],
  },
  'message.send': {
    summary: 'Send a message',
    frame: frameOf('message.send', {
      conversationId: ConversationId,
      ...messageDraftFields,
      clientMessageId: ClientMessageId,
    })
      .refine(saysSomething, saysNothing)
      .meta({ id: 'MessageSendFrame' }),
    answer: ackOf('MessageSend', { message: Message, duplicate: z.literal(true).optional() }),
    errors: ['NOT_FOUND', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'message.edit': {
    summary: 'Replace the content of an own message',
    frame: frameOf('message.edit', { messageId: MessageId, ...EditMessageBody.shape }).meta({ id: 'MessageEditFrame' }),
    answer: ackOf('MessageEdit', { message: Message }),
    errors: [...changesMessage, 'STALE_REVISION'],
  },
  'message.delete': {
    summary: 'Turn a message into a tombstone',
    frame: frameOf('message.delete', { messageId: MessageId }).meta({ id: 'MessageDeleteFrame' }),
    answer: ackOf('MessageDelete', { message: Message }),
    errors: changesMessage,
  },
  'reaction.add': {
    summary: 'React to a message',
    frame: frameOf('reaction.add', { messageId: MessageId, emoji: Emoji }).meta({ id: 'ReactionAddFrame' }),
    answer: ackOf('ReactionAdd', { message: Message }),
    errors: ['NOT_FOUND', 'QUOTA_EXCEEDED', 'UNAVAILABLE'],
  },
  'reaction.remove': {
    summary: 'Take an own reaction back',
    frame: frameOf('reaction.remove', { messageId: MessageId, emoji: Emoji }).meta({ id: 'ReactionRemoveFrame' }),
    answer: ackOf('ReactionRemove', { message: Message }),
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  'message.read': {
    summary: 'Move the own read mark forward',
    frame: frameOf('message.read', progress).meta({ id: 'MessageReadFrame' }),
    answer: ackOf('MessageRead', { lastReadSequence: z.int().min(0) }),
    errors: ['NOT_FOUND'],
  },
  'message.delivered': {
    summary: 'Say up to where a device has the messages',
    frame: frameOf('message.delivered', progress).meta({ id: 'MessageDeliveredFrame' }),
    answer: ackOf('MessageDelivered', { lastDeliveredSequence: z.int().min(0) }),
    errors: ['NOT_FOUND'],
  },
  'conversation.join': {
    summary: 'Follow what is ephemeral in a conversation, in a large channel its messages, and learn how it stands',
    frame: frameOf('conversation.join', inConversation).meta({ id: 'ConversationJoinFrame' }),
    answer: ackOf('ConversationJoin', standing),
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  'conversation.leave': {
    summary: 'Follow it no more, and learn how it stands at the end; one stays a member',
    frame: frameOf('conversation.leave', inConversation).meta({ id: 'ConversationLeaveFrame' }),
    answer: ackOf('ConversationLeave', standing),
    errors: ['NOT_FOUND'],
  },
  'typing.start': {
    summary: 'Say that one is writing; again every few seconds while it lasts',
    frame: frameOf('typing.start', inConversation).meta({ id: 'TypingStartFrame' }),
    answer: ackOf('TypingStart', {}),
    errors: ['NOT_FOUND', 'RATE_LIMITED'],
  },
  'typing.stop': {
    summary: 'Say that one stopped writing',
    frame: frameOf('typing.stop', inConversation).meta({ id: 'TypingStopFrame' }),
    answer: ackOf('TypingStop', {}),
    errors: ['NOT_FOUND'],
  },
  'presence.set': {
    summary: 'Say whether one is at this device',
    frame: frameOf('presence.set', { status: OwnStatus }).meta({ id: 'PresenceSetFrame' }),
    answer: ackOf('PresenceSet', {}),
    errors: ['RATE_LIMITED'],
  },
  sync: {
    summary: 'What was missed since cursors, cut to what one frame carries',
    frame: frameOf('sync', {
      conversations: z
        .array(SyncWanted)
        .min(1)
        .max(50)
        .refine(
          (wanted) => new Set(wanted.map(({ conversationId }) => conversationId)).size === wanted.length,
          'must name each conversation once',
        ),
    }).meta({ id: 'SyncFrame' }),
    answer: ackOf('Sync', {
      conversations: z.array(SyncedConversation).meta({
        description:
          'Each that was asked for. Where the next message of none fits beside the others: one of them alone',
      }),
    }),
    errors: ['TOO_LARGE'],
  },
  ping: {
    summary: 'Keep the connection alive',
    frame: frameOf('ping', {}).meta({ id: 'PingFrame' }),
    answer: z.object({ type: z.literal('pong'), requestId: RequestId.optional() }).meta({ id: 'PongFrame' }),
    errors: [],
  },
} as const satisfies Record<string, WebSocketAction>;

/** The name of an action; its handler's file has hyphens for dots. */
export type WebSocketActionName = keyof typeof websocketActions;

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** What answers a frame that could not be read or carried out. */
export const ErrorFrame = z
  .object({
    type: z.literal('error'),
    requestId: RequestId.optional(),
    code: z.enum(codes),
    detail: z.string(),
    retryable: z.boolean(),
    retryAfterMs: z.int().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: Message.optional().meta({ description: 'With STALE_REVISION: the message as it is' }),
  })
  .meta({ id: 'ErrorFrame' });
export type ErrorFrame = z.infer<typeof ErrorFrame>;
