import type { Clock } from '../clock.ts';
import { RateLimited } from '../errors.ts';
import type { FailureCounts, FailureSubject } from './failure-counts.ts';
import { type Failures, waitMs } from './failure-rule.ts';
import { loginRules } from './limits.ts';

/** What telling whose turn it is needs. */
export interface FailureTurnsDeps {
  readonly failures: FailureCounts;
  readonly clock: Clock;
}

/** Failures as they were read, in the order of their subjects. */
export type SeenFailures = readonly (Failures | undefined)[];

/** No failed login is told to wait longer than the contract says; who has to is told again then. */
const longestToldMs = 30_000;

const refuseWhoWaits = (subjects: readonly FailureSubject[], failures: SeenFailures, nowMs: number): void => {
  const waits = subjects.map(({ kind }, index) => ({ kind, ms: waitMs(loginRules[kind], failures[index], nowMs) }));
  const longest = waits.reduce((one, other) => (other.ms > one.ms ? other : one));
  if (longest.ms === 0) return;
  const { free, windowMs } = loginRules[longest.kind];
  throw new RateLimited('cannot go on now; too many attempts have failed', {
    retryAfterMs: Math.min(longest.ms, longestToldMs),
    policy: { name: `failed-${longest.kind}`, quota: free, windowMs },
  });
};

/**
 * The failures that stand against an attempt.
 *
 * @throws RateLimited it has to wait
 */
export const requireTurn = async (
  { failures, clock }: FailureTurnsDeps,
  subjects: readonly FailureSubject[],
): Promise<SeenFailures> => {
  const seen = await failures.read(subjects);
  refuseWhoWaits(subjects, seen, clock.nowMs());
  return seen;
};

/**
 * Counts a failed attempt.
 *
 * @throws RateLimited others failed meanwhile, and it has to wait; it learns nothing of what it showed
 */
export const noteFailure = async (
  { failures, clock }: FailureTurnsDeps,
  subjects: readonly FailureSubject[],
  seen: SeenFailures,
): Promise<void> => {
  const nowMs = clock.nowMs();
  const refused = await Promise.all(
    subjects.map((subject, index) => failures.add(subject, loginRules[subject.kind], { seen: seen[index], nowMs })),
  );
  refuseWhoWaits(subjects, refused, nowMs);
};

/** Forgets the failures of these subjects. */
export const forgetFailures = async (
  { failures }: FailureTurnsDeps,
  subjects: readonly FailureSubject[],
  seen: SeenFailures,
): Promise<void> => {
  await Promise.all(subjects.filter((_subject, index) => seen[index] !== undefined).map((one) => failures.clear(one)));
};
