import type { UserId } from '../../contract/identifiers.ts';
import type { LoggedIn } from '../../contract/identity.ts';
import { InvalidCredentials } from '../errors.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { LoginName, Users } from '../users/users.ts';
import { forgetFailedLogins, type LoginTurnsDeps, noteFailedLogin, requireLoginTurn } from './login-turns.ts';
import { type Device, type OpenSessionDeps, openSession } from './open-session.ts';

/** What logging in needs. */
export interface LogInDeps extends OpenSessionDeps, LoginTurnsDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword'>;
}

/** A person who wants in. */
export interface LogIn {
  readonly name: LoginName;
  readonly password: string;
  /** The client's IP address. */
  readonly address: string;
  readonly device: Device;
}

/**
 * Checks the password and opens a session for the device.
 *
 * Failures under the name and from the address put off the next attempts. Attempts at once are told apart after the
 * provider's answer, in the order in which their failures are counted: one that comes after the last free failure learns
 * nothing, with the right password neither.
 *
 * @throws RateLimited too many attempts have failed
 * @throws InvalidCredentials the name and the password do not belong together
 * @throws Forbidden the person or the tenant is denied
 * @throws Unauthenticated the proof of possession was used before
 */
export const logIn = async (deps: LogInDeps, { name, password, address, device }: LogIn): Promise<LoggedIn> => {
  const attempt = { name, address };
  const [who, seen] = await Promise.all([deps.users.findByLoginName(name), requireLoginTurn(deps, attempt)]);
  // The provider is asked for nobody too, so that an unknown name takes as long as a wrong password.
  const tokens = await deps.identities.checkPassword(who?.userId ?? (deps.newId() as UserId), password);
  if (!who || !tokens) {
    await noteFailedLogin(deps, attempt, seen);
    throw new InvalidCredentials();
  }
  const [user, seenSince] = await Promise.all([
    deps.users.read(who.tenantId, who.userId),
    requireLoginTurn(deps, attempt),
  ]);
  if (!user) throw new InvalidCredentials();
  await forgetFailedLogins(deps, attempt, seenSince);
  return openSession(deps, { user, tokens, device });
};
