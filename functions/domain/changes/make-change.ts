import { type Audited, auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { Change, ChangeEffect } from './change.ts';
import type { ChangeLine, ChangeSubject, ChangeWrite, ConversationState } from './change-line.ts';

/** What changing needs. */
export interface ChangeDeps {
  readonly changes: Pick<ChangeLine, 'readState' | 'commit'>;
  /** Takes a token for a change; throws RateLimited. */
  readonly takeToken: (caller: Caller) => Promise<void>;
  readonly clock: Clock;
}

/** Who changes what, in which request. */
export interface ChangeTarget extends ChangeSubject {
  readonly caller: Caller;
  readonly conversationId: ConversationKey['conversationId'];
  readonly origin: RequestOrigin;
}

/** The instant and the number that a change will have. */
export interface ChangeMoment {
  readonly changeNumber: number;
  /** ISO 8601. */
  readonly now: string;
}

type WithoutActor<One> = One extends unknown ? Omit<One, 'actorId'> : never;

/** What to do, or, without `effect`, that all is as it is wanted already. */
export interface Decision<Result> {
  readonly effect?: ChangeEffect;
  readonly writes?: readonly ChangeWrite[];
  /** What the audit is told of it; left out where it is told nothing. */
  readonly audited?: WithoutActor<Audited>;
  readonly result: Result;
}

/** What became of it; `change` is there when something changed. */
export interface Changed<Result> {
  readonly key: ConversationKey;
  readonly change?: Change;
  readonly result: Result;
}

/**
 * Decides on the state of a conversation and commits the change at its place in the line, deciding anew whenever
 * another change was quicker. `decide` is pure, and throws what the caller is to be told.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 * @throws RateLimited the caller has changed too much just now
 * @throws Unavailable too many others were changing it; nothing was written
 */
export const makeChange = async <Result>(
  { changes, takeToken, clock }: ChangeDeps,
  { caller, conversationId, origin, ...subject }: ChangeTarget,
  decide: (state: ConversationState, moment: ChangeMoment) => Decision<Result>,
): Promise<Changed<Result>> => {
  const key = { tenantId: caller.tenantId, conversationId };
  const token = takeToken(caller);
  const attempt = await retryContended.execute(async () => {
    const [state] = await Promise.all([changes.readState(key, caller.userId, subject), token]);
    if (state === undefined) throw new NotFound('conversation');
    const moment = {
      changeNumber: state.conversation.changeNumber + 1,
      now: new Date(clock.nowMs()).toISOString(),
    };
    const { effect, writes = [], audited, result } = decide(state, moment);
    if (effect === undefined) return { outcome: 'unchanged' as const, changed: { key, result } };
    const change: Change = {
      ...effect,
      changeNumber: moment.changeNumber,
      actorId: caller.userId,
      timestamp: moment.now,
      correlationId: origin.correlationId,
    };
    const entry =
      audited &&
      auditEntry(
        `${conversationId}.${moment.changeNumber}`,
        { ...audited, actorId: caller.userId } as Audited,
        origin,
        { nowMs: () => Date.parse(moment.now) },
      );
    const { outcome } = await changes.commit(key, change, writes, entry);
    return { outcome, changed: { key, change, result } };
  });
  if (attempt.outcome === 'overtaken' || attempt.outcome === 'contended') {
    throw new Unavailable('cannot change; too many are changing this conversation', { retryAfterMs: 500 });
  }
  return attempt.changed;
};
