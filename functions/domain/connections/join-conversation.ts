import type { ConversationId } from '../../contract/identifiers.ts';
import type { Presence, Typing } from '../../contract/presence.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { isLargeChannel } from '../delivery/audience.ts';
import { NotFound } from '../errors.ts';
import { type LastSeen, presenceOf } from '../presence/presence.ts';
import type { TypingStates } from '../typing/typing-states.ts';
import type { Connection, Connections } from './connections.ts';
import type { Joins } from './subscriptions.ts';

/** What joining needs. */
export interface JoinDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly joins: Joins;
  readonly connections: Pick<Connections, 'ofUsers'>;
  readonly lastSeen: Pick<LastSeen, 'of'>;
  readonly typing: Pick<TypingStates, 'list'>;
}

/** As many members as one answer says the presence of, and of people who write, so that it fits a frame. */
const presencesTold = 100;
const typingTold = 20;

/**
 * Follows a conversation from now on, and tells how it stands: the subscription comes first, so nothing falls between.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const joinConversation = async (
  deps: JoinDeps,
  { connection, conversationId }: { readonly connection: Connection; readonly conversationId: ConversationId },
): Promise<{
  head: { sequenceNumber: number; changeNumber: number };
  typing: Typing[];
  presence: Presence[];
}> => {
  const key = { tenantId: connection.tenantId, conversationId };
  const found = await deps.conversations.findFor(key, connection.userId);
  if (found === undefined) throw new NotFound('conversation');
  const added = await deps.joins.add({
    key,
    connection,
    changeNumber: found.record.changeNumber,
    isOfLargeChannel: isLargeChannel(found.record),
  });
  if (added === 'not-a-member') throw new NotFound('conversation');
  const [entry, typing, memberIds] = await Promise.all([
    deps.conversations.findFor(key, connection.userId),
    deps.typing.list(key),
    deps.memberships.listMemberIds(key, presencesTold),
  ]);
  if (entry === undefined) throw new NotFound('conversation');
  const { sequenceNumber, changeNumber } = entry.record;
  return {
    head: { sequenceNumber, changeNumber },
    typing: typing.filter(({ userId }) => userId !== connection.userId).slice(0, typingTold),
    presence: await presenceOf(deps, connection.tenantId, memberIds),
  };
};
