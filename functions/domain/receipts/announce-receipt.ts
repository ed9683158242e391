import type { UserId } from '../../contract/identifiers.ts';
import type { Marks, Memberships } from '../conversations/memberships.ts';
import { type PushDeps, push } from '../delivery/deliver.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import { receiptMembers, receiptUpdated } from './tell-receipts.ts';
import { overHttp, type ReceiptQueue, type UntoldReceipts } from './untold-receipts.ts';

/** What announcing needs. */
export interface AnnounceReceiptDeps extends PushDeps {
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly untold: Pick<UntoldReceipts, 'note'>;
  readonly receiptQueue: ReceiptQueue;
}

/** A mark that moved. */
export interface MovedMark {
  readonly key: ConversationKey;
  readonly userId: UserId;
  readonly marks: Marks;
  readonly memberCount: number;
  /** The connection that moved it, whose ack tells it; undefined over HTTP. */
  readonly connectionId?: string | undefined;
}

/** Two people have no others to wait for: a post costs less than putting it off. */
const toldAtOnceMembers = 2;

/**
 * Sees to it that the members learn of a mark that moved: at once where there are two, else together with what moves
 * within about a second. Above 100 members the person's own other devices alone learn of it, at once: what is unread is
 * the same on all of them.
 *
 * @throws Unavailable a post failed
 */
export const announceReceipt = async (
  deps: AnnounceReceiptDeps,
  { key, userId, marks, memberCount, connectionId }: MovedMark,
): Promise<void> => {
  const isForOthers = memberCount <= receiptMembers;
  if (isForOthers && memberCount > toldAtOnceMembers) {
    if (await deps.untold.note(key, userId, connectionId ?? overHttp)) await deps.receiptQueue.put(key);
    return;
  }
  const event = receiptUpdated(key, { userId, ...marks });
  await push(deps, isForOthers ? await deps.memberships.listMemberIds(key) : [userId], {
    key,
    exceptConnectionId: connectionId,
    eventsFor: async () => () => [event],
  });
};
