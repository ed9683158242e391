import type { ConversationId } from '../../contract/identifiers.ts';
import type { Connection } from './connections.ts';
import { type ConversationStanding, conversationStanding, type StandingDeps } from './conversation-standing.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What leaving needs. */
export interface LeaveDeps extends StandingDeps {
  readonly subscriptions: Pick<Subscriptions, 'remove'>;
}

/**
 * Follows a conversation no more, and tells how it stands at the end.
 *
 * @throws NotFound there is no such conversation, or the caller is no member (any more); it is not followed then either
 */
export const leaveConversation = async (
  deps: LeaveDeps,
  { connection, conversationId }: { readonly connection: Connection; readonly conversationId: ConversationId },
): Promise<ConversationStanding> => {
  const key = { tenantId: connection.tenantId, conversationId };
  await deps.subscriptions.remove(key, connection);
  return conversationStanding(deps, key, connection);
};
