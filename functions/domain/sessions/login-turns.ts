import { clientNetwork } from '../limits/client-network.ts';
import type { FailureSubject } from '../limits/failure-counts.ts';
import {
  type FailureTurnsDeps,
  forgetFailures,
  noteFailure,
  requireTurn,
  type SeenFailures,
} from '../limits/failure-turns.ts';
import type { LoginName } from '../users/users.ts';

/** Who tries to log in, and from where. */
export interface LoginAttempt {
  readonly name: LoginName;
  readonly address: string;
}

const subjectsOf = ({ name, address }: LoginAttempt): readonly FailureSubject[] => [
  { kind: 'login', name },
  { kind: 'address', address: clientNetwork(address) },
];

/**
 * The failures that stand against an attempt.
 *
 * @throws RateLimited it has to wait
 */
export const requireLoginTurn = (deps: FailureTurnsDeps, attempt: LoginAttempt): Promise<SeenFailures> =>
  requireTurn(deps, subjectsOf(attempt));

/**
 * Counts a failed attempt.
 *
 * @throws RateLimited others failed meanwhile, and it has to wait; it learns nothing of its password
 */
export const noteFailedLogin = (deps: FailureTurnsDeps, attempt: LoginAttempt, seen: SeenFailures): Promise<void> =>
  noteFailure(deps, subjectsOf(attempt), seen);

/** Forgets the failures under the name of somebody who has shown the password; not those of the address. */
export const forgetFailedLogins = (deps: FailureTurnsDeps, { name }: LoginAttempt, seen: SeenFailures): Promise<void> =>
  forgetFailures(deps, [{ kind: 'login', name }], seen.slice(0, 1));
