import type { AuditEntry } from '../../contract/audit.ts';
import type { Role } from '../../contract/conversations.ts';
import type { MediaId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { ConversationRecord } from '../conversations/conversation-store.ts';
import type { Membership } from '../conversations/memberships.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Change, Revision } from './change.ts';

/** What a change looks at beside the conversation and the actor's membership. */
export interface ChangeSubject {
  readonly sequenceNumber?: number | undefined;
  readonly memberId?: UserId | undefined;
}

/** A conversation at a number of its line of changes; nothing of it is older than that number. */
export interface ConversationState {
  readonly conversation: ConversationRecord;
  /** Of who wants the change. */
  readonly actor: Membership;
  readonly message?: Message | undefined;
  /** Of the member the change is about. */
  readonly member?: Membership | undefined;
}

/** A write that goes with a change, in the same transaction. */
export type ChangeWrite =
  | {
      readonly write: 'message';
      readonly message: Message;
      readonly replaced?: Revision | undefined;
      /** The files that are no longer attached to it. */
      readonly detached?: readonly MediaId[] | undefined;
    }
  | {
      readonly write: 'title';
      readonly title?: string | undefined;
      readonly metadata?: Record<string, unknown> | undefined;
    }
  | { readonly write: 'add-member'; readonly membership: Membership; readonly memberCount: number }
  | { readonly write: 'remove-member'; readonly userId: UserId; readonly memberCount: number }
  | { readonly write: 'role'; readonly userId: UserId; readonly role: Role }
  | { readonly write: 'end-conversation' };

/** What became of a commit: overtaken and contended wrote nothing. */
export type ChangeOutcome = { readonly outcome: 'committed' | 'overtaken' | 'contended' };

/**
 * A conversation's gapless line of changes. Everything that changes what already exists goes through it, one after the
 * other: a change is decided on the state at a number, and commits only while the line still stands there. So the
 * decision can't be overtaken by another edit, a removal or a change of role.
 */
export interface ChangeLine {
  /** The state to decide on, undefined where there is no such conversation or the actor is no member. */
  readState(key: ConversationKey, actorId: UserId, subject: ChangeSubject): Promise<ConversationState | undefined>;
  /** Commits a change right after the number before its own, with its writes and its entry of the audit, all or nothing. */
  commit(
    key: ConversationKey,
    change: Change,
    writes: readonly ChangeWrite[],
    entry?: AuditEntry,
  ): Promise<ChangeOutcome>;
  /** Changes above a number, ascending. */
  readAfter(key: ConversationKey, afterChange: number, limit: number): Promise<readonly Change[]>;
}
