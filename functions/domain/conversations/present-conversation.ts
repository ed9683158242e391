import type { Conversation } from '../../contract/conversations.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { MessageLog } from '../messages/message-log.ts';
import type { Users } from '../users/users.ts';
import type { ConversationRecord } from './conversation-store.ts';
import type { Membership } from './memberships.ts';

/** A conversation and one person's place in it. */
export interface InboxEntry {
  readonly record: ConversationRecord;
  readonly membership: Membership;
}

interface PresentDeps {
  readonly messages: Pick<MessageLog, 'read'>;
  readonly users: Pick<Users, 'readMany'>;
}

const peerOf = (record: ConversationRecord, userId: UserId): UserId | undefined =>
  record.peerIds?.find((id) => id !== userId);

/**
 * Conversations as the caller sees them: with the last message, the peer's name and the unread count, which is derived
 * (head less last read) and so can't drift. At most a page of them: each costs one read of its last message.
 */
export const presentConversations = async (
  { messages, users }: PresentDeps,
  { tenantId, userId }: Caller,
  entries: readonly InboxEntry[],
): Promise<readonly Conversation[]> => {
  const peerIds = entries.flatMap(({ record }) => peerOf(record, userId) ?? []);
  const [peers, lastMessages] = await Promise.all([
    users.readMany(tenantId, [...new Set(peerIds)]),
    Promise.all(
      entries.map(({ record }) =>
        record.sequenceNumber === 0 ? undefined : messages.read(record, record.sequenceNumber),
      ),
    ),
  ]);
  const displayNames = new Map(peers.map((peer) => [peer.userId, peer.displayName]));
  return entries.map(({ record, membership }, index) => {
    const peerId = peerOf(record, userId);
    return {
      id: record.conversationId,
      type: record.type,
      ...(record.title !== undefined && { title: record.title }),
      ...(peerId !== undefined && { peer: { id: peerId, displayName: displayNames.get(peerId) ?? '' } }),
      memberCount: record.memberCount,
      role: membership.role,
      sequenceNumber: record.sequenceNumber,
      changeNumber: record.changeNumber,
      lastReadSequence: membership.lastReadSequence,
      // The mark is read apart from the head and may be newer than it.
      unreadCount: Math.max(0, record.sequenceNumber - membership.lastReadSequence),
      lastMessage: lastMessages[index] ?? null,
      updatedAt: record.updatedAt,
      muted: membership.muted,
      ...(record.metadata !== undefined && { metadata: record.metadata }),
    };
  });
};
