import type { Message } from '../../contract/messages.ts';
import type { Clock } from '../clock.ts';
import { pause } from '../pause.ts';
import { type Batch, batchOf, isSameMessage, maxBatch } from './batch.ts';
import type { Lane, LaneLease, PendingDraft } from './lane.ts';
import type { ConversationKey, Head, MessageLog } from './message-log.ts';

/** A message that was just committed, and the connection that its ack tells. */
export interface Committed {
  readonly message: Message;
  readonly exceptConnectionId?: string | undefined;
}

/** What combining needs. */
export interface CombineDeps {
  readonly messages: Pick<MessageLog, 'readHead'>;
  readonly lane: Lane;
  readonly clock: Clock;
  /** Tells the members of new messages of one conversation. It never fails: whom it misses, the durable path tells. */
  readonly deliver: (key: ConversationKey, committed: readonly Committed[]) => Promise<void>;
}

/** How long a conversation counts as hot after drafts of several senders were committed together. */
const hotMs = 5_000;

/**
 * Commits what waits in a conversation's lane, batch after batch, until nothing waits or the lease is over, and gives
 * the messages it committed by the id of their draft. Others may do the same at once: a batch that another one
 * overtook goes on from the new head. It delivers what it committed while it goes on.
 *
 * @throws Unavailable throttled
 */
export const combine = async (
  { messages, lane, clock, deliver }: CombineDeps,
  key: ConversationKey,
  lease: LaneLease,
): Promise<ReadonlyMap<string, Message>> => {
  const committed = new Map<string, Message>();
  const deliveries: Promise<void>[] = [];
  const isOver = () => clock.nowMs() >= lease.endsAtMs;
  const withdrawAll = (some: readonly PendingDraft[]) => Promise.all(some.map((one) => lane.withdraw(one)));

  const commit = async ({ drafts, repeats }: Batch, from: Head): Promise<Head> => {
    let head = from;
    let left = drafts;
    for (;;) {
      const nowMs = clock.nowMs();
      left = left.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
      if (left.length === 0) return head;
      const result = await lane.commit(left, {
        head: head.sequenceNumber,
        timestamp: new Date(nowMs).toISOString(),
        // One draft alone is no contention: the conversation may go cold.
        ...(left.length > 1 && { hotUntilMs: nowMs + hotMs }),
      });
      if (result.outcome === 'contended') await pause(5, 25);
      if (result.outcome === 'refused') {
        head = result.head ?? head;
        await withdrawAll(result.refused);
        left = left.filter((one) => !result.refused.includes(one) && !result.gone.includes(one));
      }
      if (result.outcome === 'committed') {
        const news = left.map(({ draftId, exceptConnectionId }, index) => {
          const message = result.messages[index] as Message;
          committed.set(draftId, message);
          return { message, exceptConnectionId };
        });
        deliveries.push(deliver(key, news));
        await withdrawAll(repeats.filter((repeat) => left.some((one) => isSameMessage(one, repeat))));
        return { sequenceNumber: head.sequenceNumber + left.length };
      }
      if (isOver()) return head;
    }
  };

  try {
    let [head, waiting] = await Promise.all([messages.readHead(key, { consistent: true }), lane.oldest(key, maxBatch)]);
    while (waiting.length > 0) {
      const nowMs = clock.nowMs();
      // Where the conversation is gone, a try of each sender's own says so.
      const lost = head === undefined ? waiting : waiting.filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
      await withdrawAll(lost);
      const batch = batchOf(waiting.filter((one) => !lost.includes(one)));
      if (head !== undefined && batch.drafts.length > 0) head = await commit(batch, head);
      if (isOver()) break;
      waiting = await lane.oldest(key, maxBatch);
    }
  } finally {
    // A lease that could not be given back ends by itself.
    await Promise.allSettled([lane.endLease(key, lease.holderId), ...deliveries]);
  }
  return committed;
};
