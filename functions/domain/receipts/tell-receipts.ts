import type { UserId } from '../../contract/identifiers.ts';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Connection, Connections } from '../connections/connections.ts';
import type { Marks, Memberships } from '../conversations/memberships.ts';
import { type PostDeps, postToAll } from '../delivery/post-to-all.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Untold, UntoldReceipts } from './untold-receipts.ts';

/** What telling needs. */
export interface TellReceiptsDeps extends PostDeps {
  readonly memberships: Pick<Memberships, 'listMemberIds' | 'findMany'>;
  readonly connections: Pick<Connections, 'ofUsers' | 'end'>;
  readonly untold: Pick<UntoldReceipts, 'take'>;
}

/** Above it nobody looks at each member's marks, and telling everybody of each would cost more than the messages. */
export const receiptMembers = 100;

/** How far a member has come, as the others get it. */
export const receiptUpdated = (
  { conversationId }: ConversationKey,
  { userId, lastDeliveredSequence, lastReadSequence }: { readonly userId: UserId } & Marks,
): ServerEvent => ({ type: 'receipt.updated', conversationId, userId, lastDeliveredSequence, lastReadSequence });

/** Whether a connection's own ack has told it: it alone moved the person's marks. */
const isToldByAck = (untold: Untold, userId: UserId, { connectionId }: Connection): boolean => {
  const movedBy = untold.get(userId);
  return movedBy?.size === 1 && movedBy.has(connectionId);
};

/**
 * Tells a conversation's members of all the marks that have moved since they were last told, each connection of all at
 * once. The marks are read after they are taken, so a mark that was told never moves back, and what moves meanwhile is
 * told next. A post that fails is not tried again: the next receipt tells, or the list of receipts.
 *
 * @returns how many people's marks were told, and how many posts failed
 */
export const tellReceipts = async (
  deps: TellReceiptsDeps,
  key: ConversationKey,
): Promise<{ readonly receipts: number; readonly failed: number }> => {
  // What can fail goes first: once taken, nobody else tells.
  const memberIds = await deps.memberships.listMemberIds(key, receiptMembers + 1);
  const receivers = memberIds.length > receiptMembers ? [] : await deps.connections.ofUsers(key.tenantId, memberIds);
  const untold = await deps.untold.take(key);
  if (untold.size === 0 || receivers.length === 0) return { receipts: 0, failed: 0 };
  const moved = await deps.memberships.findMany(key, [...untold.keys()]);
  const { failed } = await postToAll(deps, receivers, (receiver) =>
    moved
      .filter(({ userId }) => !isToldByAck(untold, userId, receiver))
      .map((membership) => receiptUpdated(key, membership)),
  );
  return { receipts: moved.length, failed: failed.length };
};
