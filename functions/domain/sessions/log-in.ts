import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { LoggedIn } from '../../contract/identity.ts';
import type { MfaRequired } from '../../contract/mfa.ts';
import { InvalidCredentials } from '../errors.ts';
import { type BeginChallengeDeps, beginChallenge } from '../mfa/begin-challenge.ts';
import { type CheckFactorDeps, checkFactor } from '../mfa/check-factor.ts';
import type { Outbox } from '../outbox.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { LoginName, Users } from '../users/users.ts';
import { failedLoginEvent } from './failed-login-event.ts';
import { forgetFailedLogins, noteFailedLogin, requireLoginTurn } from './login-turns.ts';
import { type Device, type OpenSessionDeps, openSession } from './open-session.ts';

/** What logging in needs. */
export interface LogInDeps extends OpenSessionDeps, CheckFactorDeps, BeginChallengeDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword'>;
  /** Best effort: a login that failed changed nothing that its entry could be committed with. */
  readonly bestEffort: Pick<Outbox, 'publish'>;
}

/** Whose denial is looked for where there is nobody. */
const defaultTenant = 'default' as TenantId;

/** A person who wants in. */
export interface LogIn {
  readonly name: LoginName;
  readonly password: string;
  /** The client's IP address. */
  readonly address: string;
  readonly origin: RequestOrigin;
  readonly device: Device;
  /** A code of the authenticator app; looked at where MFA is on. */
  readonly mfaToken?: string | undefined;
}

/**
 * Checks the password and opens a session for the device. Where MFA is on, the login waits for the second factor, unless it
 * brings it along.
 *
 * Failures under the name and from the address put off the next attempts. Attempts at once are told apart after the
 * provider's answer, in the order in which their failures are counted: one that comes after the last free failure learns
 * nothing, with the right password neither.
 *
 * @throws RateLimited too many attempts have failed
 * @throws InvalidCredentials the name and the password do not belong together, the address is not confirmed, or the
 *   person or the tenant is denied
 * @throws Unauthenticated the proof of possession was used before
 */
export const logIn = async (
  deps: LogInDeps,
  { name, password, address, origin, device, mfaToken }: LogIn,
): Promise<LoggedIn | MfaRequired> => {
  const startedAtMs = deps.clock.nowMs();
  const attempt = { name, address };
  const [who, seen] = await Promise.all([deps.users.findByLoginName(name), requireLoginTurn(deps, attempt)]);
  const nobody = { tenantId: defaultTenant, userId: deps.newId() as UserId };
  // The provider is asked for nobody where there is nobody, or somebody who is shut out or has not confirmed the address: so
  // that it takes as long as a wrong password, whatever the password is.
  const isShutOut = (await deps.denials.has(who ?? nobody)) || who?.isConfirmed === false;
  const tokens = await deps.identities.checkPassword(who && !isShutOut ? who.userId : nobody.userId, password);
  const refuse = async (): Promise<never> => {
    await noteFailedLogin(deps, attempt, seen);
    await deps.bestEffort.publish(failedLoginEvent(deps, who, origin));
    throw new InvalidCredentials();
  };
  if (!who || isShutOut || !tokens) return refuse();
  const [user, seenSince] = await Promise.all([
    deps.users.read(who.tenantId, who.userId),
    requireLoginTurn(deps, attempt),
  ]);
  if (!user || user.deactivatedAt !== undefined) return refuse();
  await forgetFailedLogins(deps, attempt, seenSince);
  if (user.mfaEnabled) {
    if (mfaToken === undefined) return beginChallenge(deps, { user, tokens, device, startedAtMs });
    if (!(await checkFactor(deps, { person: user, shown: { code: mfaToken }, origin }))) {
      await deps.bestEffort.publish(failedLoginEvent(deps, who, origin));
      throw new InvalidCredentials();
    }
  }
  return openSession(deps, { user, tokens, device, shownAtMs: startedAtMs, origin });
};
