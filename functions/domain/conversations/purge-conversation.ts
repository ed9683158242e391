import type { Change } from '../changes/change.ts';
import type { Clock } from '../clock.ts';
import type { DeliveryMarks } from '../delivery/delivery-marks.ts';
import { changeNoticeId } from '../delivery/notices.ts';
import { Unavailable } from '../errors.ts';
import type { InspectionStore } from '../inspection/inspection-store.ts';
import { stateOf } from '../inspection/state.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** What is left of a deleted conversation. Each removes the oldest, a page at a time, and tells how many it removed. */
export interface ConversationRemains {
  /** Messages, each after its idempotency key, and detached from its files. */
  removeMessages(key: ConversationKey): Promise<number>;
  /** Changes below a number. */
  removeChangesBelow(key: ConversationKey, changeNumber: number): Promise<number>;
  /** Members, each after the person's own side. */
  removeMembers(key: ConversationKey): Promise<number>;
  /** Leaves nothing of the conversation but what names it, and says when: `purgedAt`, ISO 8601. */
  finish(key: ConversationKey, purgedAt: string): Promise<void>;
}

/** What purging needs. */
export interface PurgeDeps {
  readonly store: Pick<InspectionStore, 'readHeads'>;
  readonly remains: ConversationRemains;
  readonly marks: Pick<DeliveryMarks, 'has'>;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}

/** The deletion is delivered at the same time: its mark is looked for so often, so many ms apart. */
const [markLooks, markWaitMs] = [10, 500];

const isDelivered = async ({ marks, wait }: PurgeDeps, key: ConversationKey, change: Change): Promise<boolean> => {
  for (let looks = 1; ; looks += 1) {
    if (await marks.has(key, changeNoticeId(change))) return true;
    if (looks === markLooks) return false;
    await wait(markWaitMs);
  }
};

/** Removes pages until there is none; false: the time was up before. */
const removeAll = async (removePage: () => Promise<number>, hasTime: () => boolean): Promise<boolean> => {
  while ((await removePage()) > 0) if (!hasTime()) return false;
  return true;
};

/**
 * Removes what belonged to a deleted conversation: messages and changes first, the members when the deletion was
 * delivered to them. The change that deleted it and the conversation's own item stay: they say who, when and which. Can
 * be broken off anywhere, and goes on where it was.
 *
 * @returns partly: the time was up; kept: the conversation is not deleted, so nothing was removed
 * @throws Unavailable the members have not been told yet
 */
export const purgeConversation = async (
  deps: PurgeDeps,
  { key, change, untilMs }: { readonly key: ConversationKey; readonly change: Change; readonly untilMs: number },
): Promise<'purged' | 'partly' | 'kept'> => {
  const { store, remains, clock } = deps;
  const state = stateOf(await store.readHeads(key));
  if (state === 'purged') return 'purged';
  if (state !== 'ended') return 'kept';
  const hasTime = () => clock.nowMs() < untilMs;
  const isEmpty =
    (await removeAll(() => remains.removeMessages(key), hasTime)) &&
    (await removeAll(() => remains.removeChangesBelow(key, change.changeNumber), hasTime));
  if (!isEmpty) return 'partly';
  if (!(await isDelivered(deps, key, change))) {
    throw new Unavailable('cannot purge the members; the deletion has not been delivered to them');
  }
  if (!(await removeAll(() => remains.removeMembers(key), hasTime))) return 'partly';
  await remains.finish(key, new Date(clock.nowMs()).toISOString());
  return 'purged';
};
