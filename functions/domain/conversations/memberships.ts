import type { Role } from '../../contract/conversations.ts';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** One person in one conversation. */
export interface Membership {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly role: Role;
  /** ISO 8601. */
  readonly joinedAt: string;
  /** The highest number the person has read, or written; 0 for none. */
  readonly lastReadSequence: number;
  readonly muted: boolean;
}

/** Who is in which conversation. */
export interface Memberships {
  /** The person's membership, undefined for a stranger. */
  find(key: ConversationKey, userId: UserId): Promise<Membership | undefined>;
  /** The members' ids, all or at most `limit`, in no order that means anything. */
  listMemberIds(key: ConversationKey, limit?: number): Promise<readonly UserId[]>;
  /** All of a person's memberships, in no order that means anything. */
  listOf(tenantId: TenantId, userId: UserId): Promise<readonly Membership[]>;
}
