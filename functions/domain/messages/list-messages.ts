import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import { NotFound } from '../errors.ts';
import type { MessageLog, MessageRange, RangeQuery } from './message-log.ts';

/** What reading history needs. */
export interface ListMessagesDeps {
  readonly messages: Pick<MessageLog, 'readRange'>;
  readonly conversations: Pick<ConversationStore, 'findFor'>;
}

/**
 * Reads a page of a conversation's history by sequence number.
 *
 * @throws NotFound the conversation does not exist or the caller is no member
 */
export const listMessages = async (
  { messages, conversations }: ListMessagesDeps,
  { caller, conversationId, ...query }: { caller: Caller; conversationId: ConversationId } & RangeQuery,
): Promise<MessageRange> => {
  const key = { tenantId: caller.tenantId, conversationId };
  const [entry, range] = await Promise.all([conversations.findFor(key, caller.userId), messages.readRange(key, query)]);
  if (entry === undefined) throw new NotFound('conversation');
  return range;
};
