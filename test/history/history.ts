import type { ConversationId, TenantId, UserId } from '../../functions/contract/identifiers.ts';
import type { ClientRecord } from './record.ts';
import type { ReplicaState } from './replica.ts';

/** A stored item. */
export type Item = Readonly<Record<string, unknown>>;

/** A new message, change or conversation, and between which instants it was committed: the same where that is known. */
export interface Commit {
  readonly after: number;
  readonly before: number;
  readonly item: Item;
}

/** A membership as it was right after a write to it. */
export interface MarksSeen {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly lastReadSequence: number;
  readonly lastDeliveredSequence: number;
}

/** How a client stood at some instant. */
export interface ClientState {
  readonly name: string;
  readonly userId: UserId;
  readonly isConnected: boolean;
  /** Those that its inbox had when it last asked. */
  readonly inbox: readonly ConversationId[];
  readonly conversations: readonly ReplicaState[];
}

/** All that is known of a history after it ended. */
export interface History {
  readonly seed: number;
  readonly tenantId: TenantId;
  readonly record: ClientRecord;
  readonly commits: readonly Commit[];
  readonly marks: readonly MarksSeen[];
  /** Errors that no function should end with, whatever goes wrong around it. */
  readonly internalErrors: readonly unknown[];
  /** Once everything on the way had arrived, before anybody asked for what they missed. */
  readonly settled: readonly ClientState[];
  /** After faults were off and everybody had reconnected and synced. */
  readonly final: readonly ClientState[];
  /** All of the tenant's items in the Chat table, by their keys. */
  readonly items: readonly Item[];
}
