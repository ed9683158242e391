import type { Conversation } from '../../contract/conversations.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { fitConversation } from '../messages/fit-frame.ts';
import type { MessageLog } from '../messages/message-log.ts';
import { lookOf, presentLook } from '../users/look.ts';
import type { UserRecord, Users } from '../users/users.ts';
import type { ConversationRecord, InboxEntry } from './conversation-store.ts';
import type { Membership } from './memberships.ts';

/** What presenting conversations needs. */
export interface PresentDeps {
  readonly messages: Pick<MessageLog, 'read'>;
  readonly users: Pick<Users, 'readMany'>;
  readonly clock: Clock;
}

const peerOf = (record: ConversationRecord, userId: UserId): UserId | undefined =>
  record.peerIds?.find((id) => id !== userId);

/** Whether a mute is in force; one with an end passes by itself. */
const isMuted = ({ clock }: PresentDeps, { muted, mutedUntil }: Membership): boolean =>
  muted && (mutedUntil === undefined || Date.parse(mutedUntil) > clock.nowMs());

const lastMessageOf = async ({ messages }: PresentDeps, record: ConversationRecord): Promise<Message | undefined> =>
  record.sequenceNumber === 0 ? undefined : messages.read(record, record.sequenceNumber);

const peersOf = async ({ users }: PresentDeps, record: Pick<ConversationRecord, 'tenantId'>, ids: readonly UserId[]) =>
  new Map((await users.readMany(record.tenantId, [...new Set(ids)])).map((user) => [user.userId, user]));

const present = (
  deps: PresentDeps,
  { record, membership }: InboxEntry,
  lastMessage: Message | undefined,
  peers: ReadonlyMap<UserId, UserRecord>,
): Conversation => {
  const peerId = peerOf(record, membership.userId);
  return fitConversation({
    id: record.conversationId,
    type: record.type,
    title: record.title ?? null,
    ...(peerId !== undefined && {
      peer: { id: peerId, ...presentLook(lookOf(peers.get(peerId))) },
    }),
    memberCount: record.memberCount,
    role: membership.role,
    sequenceNumber: record.sequenceNumber,
    changeNumber: record.changeNumber,
    lastReadSequence: membership.lastReadSequence,
    // Derived, so it can't drift. The mark is read apart from the head and may be newer than it.
    unreadCount: Math.max(0, record.sequenceNumber - membership.lastReadSequence),
    lastMessage: lastMessage ?? null,
    updatedAt: record.updatedAt,
    muted: isMuted(deps, membership),
    ...(record.metadata !== undefined && { metadata: record.metadata }),
  });
};

/** Conversations as the caller sees them. At most a page of them: each costs one read of its last message. */
export const presentInbox = async (
  deps: PresentDeps,
  { userId }: Caller,
  entries: readonly InboxEntry[],
): Promise<readonly Conversation[]> => {
  const [first] = entries;
  if (first === undefined) return [];
  const peerIds = entries.flatMap(({ record }) => peerOf(record, userId) ?? []);
  const [peers, lastMessages] = await Promise.all([
    peersOf(deps, first.record, peerIds),
    Promise.all(entries.map(({ record }) => lastMessageOf(deps, record))),
  ]);
  return entries.map((entry, index) => present(deps, entry, lastMessages[index], peers));
};

/** One conversation as each of these members sees it. */
export const presentConversations = async (
  deps: PresentDeps,
  record: ConversationRecord,
  memberships: readonly Membership[],
): Promise<ReadonlyMap<UserId, Conversation>> => {
  const [peers, lastMessage] = await Promise.all([
    peersOf(deps, record, record.peerIds ?? []),
    lastMessageOf(deps, record),
  ]);
  return new Map(
    memberships.map((membership) => [membership.userId, present(deps, { record, membership }, lastMessage, peers)]),
  );
};
