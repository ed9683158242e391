import type { Conversation } from '../../contract/conversations.ts';
import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import type { ConversationStore } from './conversation-store.ts';
import { type PresentDeps, presentInbox } from './present-conversation.ts';

/**
 * One conversation as the caller sees it.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const getConversation = async (
  deps: PresentDeps & { readonly conversations: Pick<ConversationStore, 'findFor'> },
  { caller, conversationId }: { readonly caller: Caller; readonly conversationId: ConversationId },
): Promise<Conversation> => {
  const entry = await deps.conversations.findFor({ tenantId: caller.tenantId, conversationId }, caller.userId);
  const [conversation] = entry === undefined ? [] : await presentInbox(deps, caller, [entry]);
  if (conversation === undefined) throw new NotFound('conversation');
  return conversation;
};
