import type { ConversationId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Marks, Memberships } from '../conversations/memberships.ts';
import { NotFound } from '../errors.ts';

/** What listing receipts needs. */
export interface ListReceiptsDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly memberships: Pick<Memberships, 'listMemberIds' | 'findMany'>;
}

/** As many members' marks as one answer holds; in larger conversations nobody looks at each. */
const maxReceipts = 500;

/**
 * How far each member has come.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const listReceipts = async (
  { conversations, memberships }: ListReceiptsDeps,
  { caller, conversationId }: { readonly caller: Caller; readonly conversationId: ConversationId },
): Promise<readonly ({ readonly userId: UserId } & Marks)[]> => {
  const key = { tenantId: caller.tenantId, conversationId };
  if ((await conversations.findFor(key, caller.userId)) === undefined) throw new NotFound('conversation');
  const members = await memberships.findMany(key, await memberships.listMemberIds(key, maxReceipts));
  return members.map(({ userId, lastDeliveredSequence, lastReadSequence }) => ({
    userId,
    lastDeliveredSequence,
    lastReadSequence,
  }));
};
