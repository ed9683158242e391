import type { Clock } from '../clock.ts';
import { RateLimited } from '../errors.ts';
import { clientNetwork } from '../limits/client-network.ts';
import type { FailureCounts, FailureSubject } from '../limits/failure-counts.ts';
import { type Failures, waitMs } from '../limits/failure-rule.ts';
import { loginRules } from '../limits/limits.ts';
import type { LoginName } from '../users/users.ts';

/** What telling whose turn it is needs. */
export interface LoginTurnsDeps {
  readonly failures: FailureCounts;
  readonly clock: Clock;
}

/** Who tries to log in, and from where. */
export interface LoginAttempt {
  readonly name: LoginName;
  readonly address: string;
}

type Seen = readonly (Failures | undefined)[];

const subjectsOf = ({ name, address }: LoginAttempt): readonly FailureSubject[] => [
  { kind: 'login', name },
  { kind: 'address', address: clientNetwork(address) },
];

const refuseWhoWaits = (subjects: readonly FailureSubject[], failures: Seen, nowMs: number): void => {
  const waits = subjects.map(({ kind }, index) => ({ kind, ms: waitMs(loginRules[kind], failures[index], nowMs) }));
  const longest = waits.reduce((one, other) => (other.ms > one.ms ? other : one));
  if (longest.ms === 0) return;
  const { free, windowMs } = loginRules[longest.kind];
  throw new RateLimited('cannot log in now; too many attempts have failed', {
    retryAfterMs: longest.ms,
    policy: { name: `failed-${longest.kind}`, quota: free, windowMs },
  });
};

/**
 * The failures that stand against an attempt.
 *
 * @throws RateLimited it has to wait
 */
export const requireLoginTurn = async ({ failures, clock }: LoginTurnsDeps, attempt: LoginAttempt): Promise<Seen> => {
  const subjects = subjectsOf(attempt);
  const seen = await failures.read(subjects);
  refuseWhoWaits(subjects, seen, clock.nowMs());
  return seen;
};

/**
 * Counts a failed attempt.
 *
 * @throws RateLimited others failed meanwhile, and it has to wait; it learns nothing of its password
 */
export const noteFailedLogin = async (
  { failures, clock }: LoginTurnsDeps,
  attempt: LoginAttempt,
  seen: Seen,
): Promise<void> => {
  const subjects = subjectsOf(attempt);
  const nowMs = clock.nowMs();
  const refused = await Promise.all(
    subjects.map((subject, index) => failures.add(subject, loginRules[subject.kind], { seen: seen[index], nowMs })),
  );
  refuseWhoWaits(subjects, refused, nowMs);
};

/** Forgets the failures under the name of somebody who has shown the password; not those of the address. */
export const forgetFailedLogins = async (
  { failures }: LoginTurnsDeps,
  { name }: LoginAttempt,
  [ofName]: Seen,
): Promise<void> => {
  if (ofName !== undefined) await failures.clear({ kind: 'login', name });
};
