import type { ConversationId } from '../../contract/identifiers.ts';
import { isLargeChannel } from '../delivery/audience.ts';
import { NotFound } from '../errors.ts';
import type { Connection } from './connections.ts';
import { type ConversationStanding, conversationStanding, type StandingDeps } from './conversation-standing.ts';
import type { Joins } from './subscriptions.ts';

/** What joining needs. */
export interface JoinDeps extends StandingDeps {
  readonly joins: Joins;
}

/**
 * Follows a conversation from now on, and tells how it stands: the subscription comes first, so nothing falls between.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const joinConversation = async (
  deps: JoinDeps,
  { connection, conversationId }: { readonly connection: Connection; readonly conversationId: ConversationId },
): Promise<ConversationStanding> => {
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
  return conversationStanding(deps, key, connection);
};
