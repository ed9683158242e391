import { pause } from '../pause.ts';
import { type CombineDeps, combine } from './combine.ts';
import type { LaneView, PendingDraft } from './lane.ts';
import type { AppendOutcome, Head, MessageDraft, MessageLog } from './message-log.ts';

/** What appending needs. */
export interface AppendDeps extends CombineDeps {
  readonly messages: Pick<MessageLog, 'append' | 'readHead'>;
  /** Makes a draft's id; those made later sort later. */
  readonly newId: () => string;
}

/** A draft to append, made anew at each try so that times follow the order of the numbers, and where it came from. */
export interface AppendRequest {
  readonly draftNow: () => MessageDraft;
  readonly exceptConnectionId?: string | undefined;
}

/** Tries of one's own before the lane is taken: two people who write at once meet once, seldom twice. */
const directTries = 2;
/** A sender gives up then: well within a function's time, and nobody's message shows up when its sender has gone on. */
const patienceMs = 5_000;
/** One lease lasts for some batches. A combiner that dies keeps the others waiting no longer. */
const leaseMs = 400;

const isSettled = ({ outcome }: AppendOutcome): boolean => outcome !== 'overtaken' && outcome !== 'contended';

/** Tries of one's own; a head that turns out to be hot ends them. */
const appendDirectly = async (
  { messages, clock, deliver }: AppendDeps,
  { draftNow, exceptConnectionId }: AppendRequest,
  head: Head,
  tries: number,
): Promise<AppendOutcome> => {
  let at = head.sequenceNumber;
  for (let left = tries; ; left -= 1) {
    const draft = draftNow();
    const attempt = await messages.append(draft, at);
    if (attempt.outcome === 'committed') await deliver(draft, [{ message: attempt.message, exceptConnectionId }]);
    if (isSettled(attempt) || left === 1) return attempt;
    if (attempt.outcome === 'overtaken') {
      at = attempt.sequenceNumber;
      if (isHot(attempt, clock.nowMs())) return attempt;
    }
    await pause(5, 40);
  }
};

const isHot = ({ hotUntilMs = 0 }: Head, nowMs: number): boolean => hotUntilMs > nowMs;

type LaneOutcome = Exclude<AppendOutcome, { outcome: 'overtaken' }>;

/** Waits until a draft waits no more, and commits what waits in the lane when nobody else does. */
const settleInLane = async (deps: AppendDeps, pending: PendingDraft): Promise<LaneOutcome | undefined> => {
  const { lane, clock } = deps;
  const { draft, draftId, expiresAtMs } = pending;
  const startMs = clock.nowMs();
  let view: LaneView = { isPending: true, leaseEndsAtMs: 0 };
  while (view.isPending) {
    const nowMs = clock.nowMs();
    if (nowMs >= expiresAtMs) {
      if (await lane.withdraw(pending)) return { outcome: 'contended' };
      break;
    }
    const lease = { holderId: draftId, endsAtMs: nowMs + leaseMs };
    if (view.leaseEndsAtMs <= nowMs && (await lane.takeLease(draft, lease))) {
      const message = (await combine(deps, draft, lease)).get(draftId);
      if (message !== undefined) return { outcome: 'committed', message };
    } else {
      // Who has waited long looks less often: many who wait must not wear out the lane's partition by looking.
      const waitedMs = nowMs - startMs;
      await pause(10 + waitedMs / 16, 40 + waitedMs / 8);
    }
    view = await lane.look(pending);
  }
  return lane.outcomeOf(pending);
};

/**
 * Sends a draft through the lane. undefined: it can't be committed and waits no more, and only a try of one's own tells
 * why. contended: it expired, and can't be committed any more.
 */
const appendThroughLane = async (deps: AppendDeps, pending: PendingDraft): Promise<LaneOutcome | undefined> => {
  const { lane } = deps;
  await lane.put(pending);
  try {
    return await settleInLane(deps, pending);
  } catch (error) {
    // So that what is told as failed is not committed afterwards, nor the other way round.
    if (await lane.withdraw(pending)) throw error;
    const outcome = await lane.outcomeOf(pending);
    if (outcome === undefined) throw error;
    return outcome;
  }
};

/**
 * Appends a draft under the next number, exactly once for its idempotency key: by itself, or where others append at
 * the same time through the conversation's lane. Whoever commits delivers. overtaken, contended: the sender's patience
 * is at its end, nothing was written, and nothing of this request will be.
 *
 * @throws Unavailable throttled
 */
export const appendMessage = async (deps: AppendDeps, request: AppendRequest, head: Head): Promise<AppendOutcome> => {
  const { lane, clock, newId } = deps;
  const expiresAtMs = clock.nowMs() + patienceMs;
  if (isHot(head, clock.nowMs())) {
    // Whose draft can't be committed anyway does not make a batch fail.
    const answered = await lane.answerBefore(request.draftNow());
    if (answered !== undefined) return answered;
  } else {
    const direct = await appendDirectly(deps, request, head, directTries);
    if (isSettled(direct)) return direct;
  }
  for (;;) {
    const { draftNow, exceptConnectionId } = request;
    const pending = { draftId: newId(), draft: draftNow(), exceptConnectionId, expiresAtMs };
    const outcome = await appendThroughLane(deps, pending);
    if (outcome !== undefined) return outcome;
    const direct = await appendDirectly(deps, request, head, 1);
    if (isSettled(direct) || clock.nowMs() >= expiresAtMs) return direct;
  }
};
