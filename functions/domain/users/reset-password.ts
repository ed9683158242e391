import { type UseCodeDeps, useCode } from '../mailed-codes/use-code.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { type EndSessionsDeps, endSessionsOf } from '../sessions/end-sessions-of.ts';
import { accountEntry } from './account-entry.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { type PasswordRule, requireUncommon } from './require-uncommon.ts';
import type { Users } from './users.ts';

/** What resetting a password needs. */
export interface ResetPasswordDeps extends UseCodeDeps, EndSessionsDeps, PasswordRule {
  readonly users: Pick<Users, 'findByLoginName' | 'read' | 'noteReset'>;
  readonly identities: Pick<IdentityProvider, 'setPassword' | 'revokeAll'>;
}

/** Somebody who got the code that was mailed to an address. */
export interface ResetPassword {
  readonly email: string;
  readonly code: string;
  readonly newPassword: string;
  /** The client's IP address. */
  readonly address: string;
  readonly origin: RequestOrigin;
}

/**
 * Sets a new password and ends all of the person's sessions, and the logins that wait for a second factor. Who got the code
 * has the mailbox, so the address is confirmed with it. MFA stays as it is.
 *
 * @throws RateLimited too many tries
 * @throws Invalid the new password is one of the most common; it is not the code, or can no longer be used
 */
export const resetPassword = async (
  deps: ResetPasswordDeps,
  { newPassword, origin, ...shown }: ResetPassword,
): Promise<void> => {
  requireUncommon(deps, 'newPassword', newPassword);
  await useCode(deps, { ...shown, purpose: 'reset' }, async (requestId) => {
    const who = await deps.users.findByLoginName({ kind: 'email', value: shown.email });
    const user = who && (await deps.users.read(who.tenantId, who.userId));
    if (!user) return;
    await deps.identities.setPassword(user.userId, newPassword);
    const entry = accountEntry(requestId, 'password.reset', user, origin, deps.clock);
    await deps.users.noteReset(user, deps.clock.nowMs(), entry);
    await endSessionsOf(deps, user.tenantId, entry);
    await deps.identities.revokeAll(user.userId);
  });
};
