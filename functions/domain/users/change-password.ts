import type { Caller } from '../caller.ts';
import { InvalidCredentials, NotFound } from '../errors.ts';
import type { FailureSubject } from '../limits/failure-counts.ts';
import { type FailureTurnsDeps, forgetFailures, noteFailure, requireTurn } from '../limits/failure-turns.ts';
import { type TakeTokenDeps, takeToken } from '../limits/take-token.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { type EndSessionsDeps, endSessionsOf } from '../sessions/end-sessions-of.ts';
import { accountEntry } from './account-entry.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { type PasswordRule, requireUncommon } from './require-uncommon.ts';
import type { Users } from './users.ts';

/** What changing a password needs. */
export interface ChangePasswordDeps extends TakeTokenDeps, FailureTurnsDeps, EndSessionsDeps, PasswordRule {
  readonly users: Pick<Users, 'read' | 'beginNewPassword' | 'noteNewPassword'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword' | 'setPassword' | 'revoke'>;
  /** A new UUID. */
  readonly newId: () => string;
}

/** Somebody who is signed in and wants another password. */
export interface ChangePassword {
  readonly caller: Caller;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly origin: RequestOrigin;
}

/** Within this time after a change was begun, a request that shows its new password may be the same again; in ms. */
const repeatMs = 60_000;

/**
 * Sets a new password for somebody who shows the current one, and ends all of their other sessions, and the logins that
 * wait for a second factor. A request that comes again within a minute, or whose first run ended half-way, shows the
 * present password as the new one, and does what is left.
 *
 * Wrong ones put off the next tries, as for a login, and count for the account alone: nobody who is not signed in can put
 * them off.
 *
 * @throws Invalid the new one is one of the most common
 * @throws RateLimited too many tries, or too many were wrong
 * @throws InvalidCredentials the current one is not right
 */
export const changePassword = async (
  deps: ChangePasswordDeps,
  { caller, currentPassword, newPassword, origin }: ChangePassword,
): Promise<void> => {
  requireUncommon(deps, 'newPassword', newPassword);
  await takeToken(deps, { action: 'password', caller });
  const { tenantId, userId } = caller;
  const subjects: readonly FailureSubject[] = [{ kind: 'password', person: { tenantId, userId } }];
  const [user, seen] = await Promise.all([deps.users.read(tenantId, userId), requireTurn(deps, subjects)]);
  if (user === undefined) throw new NotFound('user');
  const byCurrent = await deps.identities.checkPassword(userId, currentPassword);
  // Else it would be one more guess.
  const { passwordChangeBegunAtMs = 0, passwordResetAtMs = 0 } = user;
  const mayRepeat = passwordChangeBegunAtMs > deps.clock.nowMs() - repeatMs;
  const tokens = byCurrent ?? (mayRepeat ? await deps.identities.checkPassword(userId, newPassword) : undefined);
  if (tokens === undefined) {
    await noteFailure(deps, subjects, seen);
    throw new InvalidCredentials('cannot change the password; the current one is not right');
  }
  // Whoever comes after the last free failure learns nothing.
  const seenSince = await requireTurn(deps, subjects);
  if (byCurrent) {
    await deps.users.beginNewPassword(user, deps.clock.nowMs());
    await deps.identities.setPassword(userId, newPassword);
  }
  const entry = accountEntry(deps.newId(), 'password.changed', user, origin, deps.clock, {
    keptSessionId: caller.sessionId,
  });
  if (byCurrent || passwordResetAtMs < passwordChangeBegunAtMs) {
    await deps.users.noteNewPassword(user, deps.clock.nowMs(), entry);
  }
  // Those that were opened until now, beside what is under way here; later ones find the password changed by themselves.
  await endSessionsOf(deps, tenantId, { ...entry, timestamp: new Date(deps.clock.nowMs()).toISOString() });
  // What showed that the password is right is of no session.
  await Promise.all([deps.identities.revoke(tokens.refreshToken), forgetFailures(deps, subjects, seenSince)]);
};
