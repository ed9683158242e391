import { maxMembers, type Role, type RoleOf } from '../../contract/conversations.ts';
import type { ConversationId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { Membership } from '../conversations/memberships.ts';
import { Forbidden, Invalid, NotFound, QuotaExceeded } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { lookOf } from '../users/look.ts';
import type { Look, Users } from '../users/users.ts';
import type { ConversationState } from './change-line.ts';
import { type ChangeDeps, type Changed, makeChange } from './make-change.ts';

/** Which conversation, who asks, in which request. */
export interface ConversationTarget {
  readonly caller: Caller;
  readonly conversationId: ConversationId;
  readonly origin: RequestOrigin;
}

/** A membership, and what others see its person by. */
export type ShownMembership = Membership & Look;

const require = (allowed: boolean, action: string, reason: string): void => {
  if (!allowed) throw new Forbidden(`cannot ${action}; ${reason}`);
};

/** How the audit names a member. */
const memberOf = ({ conversationId }: ConversationTarget, userId: UserId) => ({
  type: 'person' as const,
  id: userId,
  conversationId,
});

/** A pair's direct conversation is between these two for good; it has no title and no other members. */
const refuseDirect = ({ conversation }: ConversationState, action: string): void =>
  require(conversation.type !== 'direct', action, 'a direct conversation stays as it is');

const requireManager = ({ actor }: ConversationState, action: string): void =>
  require(actor.role !== 'member', action, 'it takes an owner or admin');

/**
 * Sets the title, the metadata, or both.
 *
 * @throws Forbidden the caller is neither owner nor admin, or the conversation is direct
 */
export const updateConversation = (
  deps: ChangeDeps,
  {
    title,
    metadata,
    ...target
  }: ConversationTarget & {
    readonly title?: string | undefined;
    readonly metadata?: Record<string, unknown> | undefined;
  },
): Promise<Changed<undefined>> =>
  makeChange(deps, target, (state) => {
    refuseDirect(state, 'change the conversation');
    requireManager(state, 'change the conversation');
    const { conversation } = state;
    const same =
      (title === undefined || title === conversation.title) &&
      (metadata === undefined || JSON.stringify(metadata) === JSON.stringify(conversation.metadata));
    if (same) return { result: undefined };
    return {
      effect: { kind: 'conversation.updated' },
      writes: [{ write: 'title', title, metadata }],
      result: undefined,
    };
  });

/**
 * Ends a conversation: nobody can read it or send to it any more.
 *
 * @throws Forbidden the caller is not the owner, or the conversation is direct
 */
export const deleteConversation = (deps: ChangeDeps, target: ConversationTarget): Promise<Changed<undefined>> =>
  makeChange(deps, target, (state) => {
    refuseDirect(state, 'delete the conversation');
    require(state.actor.role === 'owner', 'delete the conversation', 'it takes its owner');
    const { type, memberCount, sequenceNumber } = state.conversation;
    return {
      effect: { kind: 'conversation.deleted' },
      writes: [{ write: 'end-conversation' }],
      audited: {
        action: 'conversation.deleted',
        target: { type: 'conversation', id: target.conversationId },
        before: { type, memberCount, sequenceNumber },
      },
      result: undefined,
    };
  });

/**
 * Adds a person of the tenant; one who is a member already stays as they are.
 *
 * @throws Invalid the person is unknown or of another tenant
 * @throws Forbidden the caller is neither owner nor admin, or only an owner may give that role
 * @throws QuotaExceeded the conversation has as many members as one of its type may have
 */
export const addMember = async (
  { users, ...deps }: ChangeDeps & { readonly users: Pick<Users, 'read'> },
  { userId, role, ...target }: ConversationTarget & { readonly userId: UserId; readonly role: Exclude<Role, 'owner'> },
): Promise<Changed<ShownMembership>> => {
  const user = await users.read(target.caller.tenantId, userId);
  return makeChange(deps, { ...target, memberId: userId }, (state, { now }) => {
    refuseDirect(state, 'add a member');
    requireManager(state, 'add a member');
    require(role === 'member' || state.actor.role === 'owner', 'add an admin', 'it takes the owner');
    if (user === undefined) throw new Invalid([{ path: 'userId', message: 'must be a person of this tenant' }]);
    const look = lookOf(user);
    if (state.member !== undefined) return { result: { ...state.member, ...look } };
    const { type, memberCount } = state.conversation;
    if (memberCount >= maxMembers[type]) {
      throw new QuotaExceeded(`cannot add a member; a ${type} has at most ${maxMembers[type]}`);
    }
    const membership: Membership = {
      conversationId: target.conversationId,
      userId,
      role,
      joinedAt: now,
      // What was said before is there to read, and is not news.
      lastReadSequence: state.conversation.sequenceNumber,
      lastDeliveredSequence: state.conversation.sequenceNumber,
      muted: false,
    };
    return {
      effect: { kind: 'member.joined', userId, role },
      writes: [{ write: 'add-member', membership, memberCount: memberCount + 1 }],
      audited: { action: 'member.added', target: memberOf(target, userId), after: { role } },
      result: { ...membership, ...look },
    };
  });
};

/**
 * Removes a member, or lets one leave.
 *
 * @throws NotFound that person is no member
 * @throws Forbidden members may not remove others, an admin removes members alone, and an owner hands over first
 */
export const removeMember = (
  deps: ChangeDeps,
  { userId, ...target }: ConversationTarget & { readonly userId: UserId },
): Promise<Changed<undefined>> =>
  makeChange(deps, { ...target, memberId: userId }, (state) => {
    const { actor, member, conversation } = state;
    const leaving = actor.userId === userId;
    refuseDirect(state, leaving ? 'leave' : 'remove a member');
    if (!leaving) requireManager(state, 'remove a member');
    if (member === undefined) throw new NotFound('member');
    if (leaving) {
      require(actor.role !== 'owner' || conversation.memberCount === 1, 'leave', 'hand over ownership first');
    } else {
      require(actor.role === 'owner' || member.role === 'member', 'remove an owner or admin', 'it takes the owner');
    }
    return {
      effect: { kind: 'member.left', userId, role: member.role },
      writes: [{ write: 'remove-member', userId, memberCount: conversation.memberCount - 1 }],
      // Who leaves does so for themselves.
      ...(!leaving && {
        audited: { action: 'member.removed', target: memberOf(target, userId), before: { role: member.role } },
      }),
      result: undefined,
    };
  });

/**
 * Gives a member another role. Making somebody the owner hands ownership over: who had it is an admin then.
 *
 * @throws NotFound that person is no member
 * @throws Forbidden the caller is not the owner, or would leave the conversation without one
 */
export const changeRole = async (
  { users, ...deps }: ChangeDeps & { readonly users: Pick<Users, 'read'> },
  { userId, role, ...target }: ConversationTarget & { readonly userId: UserId; readonly role: Role },
): Promise<Changed<ShownMembership>> => {
  const look = lookOf(await users.read(target.caller.tenantId, userId));
  return makeChange(deps, { ...target, memberId: userId }, (state) => {
    const { actor, member } = state;
    refuseDirect(state, 'change a role');
    require(actor.role === 'owner', 'change a role', 'it takes the owner');
    if (member === undefined) throw new NotFound('member');
    if (member.role === role) return { result: { ...member, ...look } };
    require(member.userId !== actor.userId, 'change the own role', 'hand over ownership instead');
    const roles: RoleOf[] = [{ userId, role }];
    if (role === 'owner') roles.push({ userId: actor.userId, role: 'admin' });
    return {
      effect: { kind: 'conversation.updated', roles },
      writes: roles.map((one) => ({ write: 'role', ...one })),
      audited: {
        action: 'member.role-changed',
        target: memberOf(target, userId),
        before: { role: member.role },
        after: { role },
      },
      result: { ...member, role, ...look },
    };
  });
};
