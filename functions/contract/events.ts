import * as z from 'zod';
import { AuditEntry } from './audit.ts';
import { RoleOf } from './conversations.ts';
import { ConversationId, MediaId, SessionId, TenantId, UserId } from './identifiers.ts';
import { Message } from './messages.ts';

/** The source of every event that ChemChat puts on its bus. */
export const eventSource = 'chemchat';

const event = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({
    /** Raised when a consumer of the older shape could not read the newer one. */
    version: z.literal(1),
    tenantId: TenantId,
    /** Follows one request through the stream, the bus and every consumer. */
    correlationId: z.string(),
    ...fields,
  });

const entry = { changeNumber: z.int(), actorId: UserId, timestamp: z.string(), correlationId: z.string() };
const ofMessage = { ...entry, sequenceNumber: z.int() };

/** One entry of a conversation's gapless line of changes, and what it did. It names what changed, and holds no text. */
export const ChangeEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message.updated'), ...ofMessage }),
  z.object({ kind: z.literal('message.deleted'), ...ofMessage }),
  z.object({ kind: z.enum(['reaction.added', 'reaction.removed']), ...ofMessage, userId: UserId, emoji: z.string() }),
  z.object({ kind: z.literal('conversation.updated'), ...entry, roles: z.array(RoleOf).optional() }),
  z.object({ kind: z.literal('conversation.deleted'), ...entry }),
  z.object({ kind: z.enum(['member.joined', 'member.left']), ...entry, ...RoleOf.shape }),
]);
export type ChangeEvent = z.infer<typeof ChangeEvent>;

/** A message as it was committed, with its attachments by their ids: what they are like, a consumer reads when it tells. */
const CommittedMessage = Message.extend({ attachments: z.array(z.object({ id: MediaId })) });
export type CommittedMessage = z.infer<typeof CommittedMessage>;

/** Events on the bus by detail type. Consumers accept fields they do not know. */
export const busEvents = {
  'message.created': event({ message: CommittedMessage }),
  'conversation.created': event({ conversationId: ConversationId, timestamp: z.string() }),
  'conversation.changed': event({ conversationId: ConversationId, change: ChangeEvent }),
  'media.settled': event({ mediaId: MediaId, timestamp: z.string() }),
  /** Somebody has another display name: which, a consumer reads. */
  'person.renamed': event({ userId: UserId, timestamp: z.string() }),
  'session.ended': event({ userId: UserId, sessionId: SessionId }),
  'audit.recorded': event({ entry: AuditEntry }),
  /**
   * A login failed under a name that nobody has, so it is no tenant's. No rule takes it: it is there so that such a login
   * takes as long as one under a name that somebody has.
   */
  'login.unknown': z.object({
    version: z.literal(1),
    correlationId: z.string(),
    timestamp: z.string(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
} as const;

/** The detail type of a bus event. */
export type BusEventType = keyof typeof busEvents;
/** The detail of a bus event. */
export type BusEvent<Type extends BusEventType> = z.infer<(typeof busEvents)[Type]>;
/** The detail type of an event of one tenant. */
export type TenantEventType = Exclude<BusEventType, 'login.unknown'>;
/** An event with its type, as it goes on the bus. */
export type OutboxEvent = {
  [Type in BusEventType]: { readonly type: Type; readonly detail: BusEvent<Type> };
}[BusEventType];
