import type { ConversationType } from '../../contract/conversations.ts';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Membership } from './memberships.ts';

/** A conversation as it is stored: what is the same for all its members. */
export interface ConversationRecord {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly type: ConversationType;
  readonly title?: string | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
  /** The two of a direct conversation. */
  readonly peerIds?: readonly [UserId, UserId] | undefined;
  readonly memberCount: number;
  readonly sequenceNumber: number;
  readonly changeNumber: number;
  /** Of the last message or change, ISO 8601. */
  readonly updatedAt: string;
}

/** A conversation and one person's place in it. */
export interface InboxEntry {
  readonly record: ConversationRecord;
  readonly membership: Membership;
}

/** Where conversations are kept. */
export interface ConversationStore {
  /**
   * Stores a new conversation with its first members. It exists for anybody only when all of it is there; what a
   * crash leaves behind is never seen. 'exists' where there is one by that id, which is left as it is.
   */
  create(
    conversation: ConversationRecord,
    members: readonly Membership[],
    correlationId: string,
  ): Promise<'created' | 'exists'>;
  /** A conversation and the person's membership; undefined where there is none of either. */
  findFor(key: ConversationKey, userId: UserId): Promise<InboxEntry | undefined>;
  /** Its type and how many members it has; undefined where there never was one. */
  readSize(key: ConversationKey): Promise<Pick<ConversationRecord, 'type' | 'memberCount'> | undefined>;
  /** The conversations by these ids, in the order asked for; those that do not exist are left out. */
  readMany(tenantId: TenantId, ids: readonly ConversationId[]): Promise<readonly ConversationRecord[]>;
}
