import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { NotFound } from '../errors.ts';
import type { MessageLog, MessageRange, RangeQuery } from './message-log.ts';

/** What reading history needs. */
export interface ListMessagesDeps {
  readonly messages: Pick<MessageLog, 'readRange'>;
  readonly memberships: Pick<Memberships, 'find'>;
}

/**
 * Reads a page of a conversation's history by sequence number.
 *
 * @throws NotFound the conversation does not exist or the caller is no member
 */
export const listMessages = async (
  { messages, memberships }: ListMessagesDeps,
  { caller, conversationId, ...query }: { caller: Caller; conversationId: ConversationId } & RangeQuery,
): Promise<MessageRange> => {
  const key = { tenantId: caller.tenantId, conversationId };
  const [membership, range] = await Promise.all([memberships.find(key, caller.userId), messages.readRange(key, query)]);
  if (membership === undefined) throw new NotFound('conversation');
  return range;
};
