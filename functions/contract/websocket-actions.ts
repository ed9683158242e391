import * as z from 'zod';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { ConversationId, UserId } from './identifiers.ts';
import { ClientMessageId, Message, messageDraftFields, saysNothing, saysSomething } from './messages.ts';

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

/** All actions of the WebSocket API. `message.send` is handled by functions/websocket/message-send.ts, and so on. */
export const websocketActions = {
  authenticate: {
    summary: 'Renew the identity of a live connection',
    frame: frameOf('authenticate', { token: z.string().min(1).max(512) }).meta({ id: 'AuthenticateFrame' }),
    answer: z
      .object({ type: z.literal('authenticated'), requestId: RequestId.optional(), userId: UserId })
      .meta({ id: 'AuthenticatedFrame' }),
    errors: ['UNAUTHENTICATED'],
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
    answer: z
      .object({
        type: z.literal('ack'),
        requestId: RequestId.optional(),
        message: Message,
        duplicate: z.literal(true).optional(),
      })
      .meta({ id: 'MessageSendAckFrame' }),
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
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
  })
  .meta({ id: 'ErrorFrame' });
export type ErrorFrame = z.infer<typeof ErrorFrame>;

const messageCreated = Message.omit({ revision: true, reactions: true });

/** What the server sends on its own. */
export const serverEvents = {
  'message.created': {
    summary: 'A message was committed in a conversation of yours',
    frame: z
      .object({ type: z.literal('message.created'), ...messageCreated.shape })
      .meta({ id: 'MessageCreatedFrame' }),
  },
} as const satisfies Record<string, { summary: string; frame: z.ZodType }>;

/** Any frame that the server sends on its own. */
export type ServerEvent = z.infer<(typeof serverEvents)[keyof typeof serverEvents]['frame']>;
