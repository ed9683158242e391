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
  /** The highest number one of the person's devices has; 0 for none. */
  readonly lastDeliveredSequence: number;
  readonly muted: boolean;
  /** ISO 8601; undefined: muted until told otherwise. */
  readonly mutedUntil?: string | undefined;
}

/** How far a member has come. */
export type Marks = Pick<Membership, 'lastReadSequence' | 'lastDeliveredSequence'>;

/** Whether marks moved, and where they are now. */
export interface MarksMoved {
  readonly moved: boolean;
  readonly marks: Marks;
}

/** Whether a person wants no notifications, and until when. */
export type Mute = Pick<Membership, 'muted' | 'mutedUntil'>;

/** A member as the conversation lists them. */
export type ListedMember = Pick<Membership, 'userId' | 'role' | 'joinedAt'>;

/** Who is in which conversation. */
export interface Memberships {
  /** The person's membership, undefined for a stranger. */
  find(key: ConversationKey, userId: UserId): Promise<Membership | undefined>;
  /** Whether the person is a member of one of these conversations at least. */
  isAny(tenantId: TenantId, userId: UserId, conversationIds: readonly ConversationId[]): Promise<boolean>;
  /** Members of a conversation by user id, at most `limit` from after `afterUserId`. */
  list(
    key: ConversationKey,
    query: { limit: number; afterUserId?: UserId | undefined },
  ): Promise<readonly ListedMember[]>;
  /** These people's memberships; strangers are left out. */
  findMany(key: ConversationKey, userIds: readonly UserId[]): Promise<readonly Membership[]>;
  /**
   * Sets or, with muted false, ends a mute.
   *
   * @throws NotFound the person is no member
   */
  mute(key: ConversationKey, userId: UserId, mute: Mute): Promise<void>;
  /**
   * Moves marks forward, never back; `marks` are as they are then.
   *
   * @throws NotFound the person is no member
   */
  moveMarks(key: ConversationKey, userId: UserId, marks: Partial<Marks>): Promise<MarksMoved>;
  /** The members' ids, all or at most `limit`, in no order that means anything. */
  listMemberIds(key: ConversationKey, limit?: number): Promise<readonly UserId[]>;
  /** All of a person's memberships, in no order that means anything. */
  listOf(tenantId: TenantId, userId: UserId): Promise<readonly Membership[]>;
}
