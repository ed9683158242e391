import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Attachment } from '../media/attachments.ts';

/** A conversation, fenced by its tenant. */
export interface ConversationKey {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
}

/** A message before it has its number. */
export interface MessageDraft extends ConversationKey {
  readonly senderId: UserId;
  readonly clientMessageId: string;
  readonly messageType: string;
  readonly content: string;
  readonly timestamp: string;
  readonly replyTo?: Message['replyTo'];
  readonly mentions?: Message['mentions'];
  readonly metadata?: Message['metadata'];
  /** Not there where there are none. */
  readonly attachments?: readonly Attachment[];
  /** Follows the request through the stream and the bus. */
  readonly correlationId: string;
}

/** The newest message of a conversation. */
export interface Head {
  /** 0 where there is no message yet. */
  readonly sequenceNumber: number;
  /** Until when senders are to take the conversation's lane at once, milliseconds since the epoch. */
  readonly hotUntilMs?: number | undefined;
}

/**
 * What became of an append:
 * committed: the message stands at `message.sequenceNumber`;
 * duplicate: this sender's clientMessageId stands at `sequenceNumber` already;
 * overtaken: the conversation's head is at `sequenceNumber` by now, nothing was written;
 * contended: another write was under way on the same items, nothing was written;
 * not-a-member: the sender is no member, nothing was written;
 * attachments-changed: a file is not as it was when it was looked at, nothing was written.
 */
export type AppendOutcome =
  | { readonly outcome: 'committed'; readonly message: Message }
  | { readonly outcome: 'duplicate'; readonly sequenceNumber: number }
  | ({ readonly outcome: 'overtaken' } & Head)
  | { readonly outcome: 'contended' }
  | { readonly outcome: 'not-a-member' }
  | { readonly outcome: 'attachments-changed' };

/** A page of messages, ascending by number. */
export interface MessageRange {
  readonly items: readonly Message[];
  /** Whether there is more in the direction that was read. */
  readonly hasMore: boolean;
}

/** Which messages: both bounds exclusive; with `after` (or none of `before`) forward from there. */
export interface RangeQuery {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The messages of a conversation, in one gapless line, each with its attachments as they are now. */
export interface MessageLog {
  /** Undefined where there is no such conversation. May be a little old unless asked for consistently. */
  readHead(key: ConversationKey, options?: { consistent: boolean }): Promise<Head | undefined>;
  /**
   * Commits the draft right after `head`, in one transaction with its idempotency key, the sender's membership and
   * the sender's own read mark, and attaches its files. Either all of it happens or nothing.
   */
  append(draft: MessageDraft, head: number): Promise<AppendOutcome>;
  /** What this sender's clientMessageId got, as it is now; undefined where it was never committed. */
  readSent(key: ConversationKey, senderId: UserId, clientMessageId: string): Promise<Message | undefined>;
  /** The message at a number, as it is now. */
  read(key: ConversationKey, sequenceNumber: number): Promise<Message | undefined>;
  /** The messages at these numbers as they are now, ascending. */
  readMany(key: ConversationKey, sequenceNumbers: readonly number[]): Promise<readonly Message[]>;
  /** A page by number. */
  readRange(key: ConversationKey, query: RangeQuery): Promise<MessageRange>;
}
