import { v5 as uuidV5 } from 'uuid';
import type { Conversation, ConversationType } from '../../contract/conversations.ts';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { type FieldError, Invalid, Unavailable } from '../errors.ts';
import type { ConversationRecord, ConversationStore } from './conversation-store.ts';
import type { Membership } from './memberships.ts';
import { type PresentDeps, presentInbox } from './present-conversation.ts';

/** What starting a conversation needs. */
export interface CreateConversationDeps extends PresentDeps {
  readonly conversations: Pick<ConversationStore, 'create' | 'findFor'>;
  /** A new UUID, ordered by time. */
  readonly newId: () => string;
}

/** A conversation to start; the caller becomes its owner, listed or not. */
export interface CreateConversation {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly type: ConversationType;
  readonly title?: string | undefined;
  readonly memberIds: readonly UserId[];
  readonly metadata?: Record<string, unknown> | undefined;
}

/** created: it is new; existed: the pair's direct conversation was there. */
export interface Created {
  readonly outcome: 'created' | 'existed';
  readonly conversation: Conversation;
}

/** Any fixed UUID serves; it keeps these ids apart from other name-based ones. */
const directNamespace = '6b1f3c0e-52a5-4d0e-9a64-0d1f0c5f7a11';

/** A pair's direct conversation has one id, whoever starts it, so that it can exist once only. */
const directConversationId = (tenantId: TenantId, pair: readonly UserId[]): ConversationId =>
  uuidV5([tenantId, ...pair].join('\n'), directNamespace) as ConversationId;

const refused = (error: FieldError): Invalid =>
  new Invalid([error], 'cannot create conversation; fields are not valid');

const requireUsers = async ({ users }: CreateConversationDeps, tenantId: TenantId, named: readonly UserId[]) => {
  const found = new Set((await users.readMany(tenantId, [...new Set(named)])).map(({ userId }) => userId));
  const strangers = named.flatMap((userId, index) => (found.has(userId) ? [] : [index + 1]));
  if (strangers.length > 0) {
    throw refused({
      path: 'memberIds',
      message: `must be people of this tenant; not so: entry ${strangers.join(', ')}`,
    });
  }
};

/**
 * Starts a conversation with its first members.
 *
 * @throws Invalid a member is unknown or of another tenant, or a direct conversation is not between two people
 */
export const createConversation = async (
  deps: CreateConversationDeps,
  { caller, correlationId, type, title, memberIds, metadata }: CreateConversation,
): Promise<Created> => {
  const { tenantId, userId } = caller;
  const others = [...new Set(memberIds)].filter((id) => id !== userId);
  if (type === 'direct') {
    if (others.length !== 1) throw refused({ path: 'memberIds', message: 'must name one other person' });
    if (title !== undefined) throw refused({ path: 'title', message: 'must be left out of a direct conversation' });
  }
  await requireUsers(deps, tenantId, memberIds);

  const now = new Date(deps.clock.nowMs()).toISOString();
  const pair = [userId, ...others].sort() as [UserId, UserId];
  const record: ConversationRecord = {
    tenantId,
    conversationId: type === 'direct' ? directConversationId(tenantId, pair) : (deps.newId() as ConversationId),
    type,
    title,
    metadata,
    peerIds: type === 'direct' ? pair : undefined,
    memberCount: others.length + 1,
    sequenceNumber: 0,
    changeNumber: 0,
    updatedAt: now,
  };
  const memberOf = (member: UserId): Membership => ({
    conversationId: record.conversationId,
    userId: member,
    role: member === userId ? 'owner' : 'member',
    joinedAt: now,
    lastReadSequence: 0,
    lastDeliveredSequence: 0,
    muted: false,
  });
  const stored = await deps.conversations.create(record, [userId, ...others].map(memberOf), correlationId);
  const entry =
    stored === 'created' ? { record, membership: memberOf(userId) } : await deps.conversations.findFor(record, userId);
  if (entry === undefined) throw new Unavailable('cannot create conversation; try again');
  const [conversation] = await presentInbox(deps, caller, [entry]);
  return { outcome: stored === 'created' ? 'created' : 'existed', conversation: conversation as Conversation };
};
