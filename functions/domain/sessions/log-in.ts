import type { UserId } from '../../contract/identifiers.ts';
import type { LoggedIn } from '../../contract/identity.ts';
import { InvalidCredentials } from '../errors.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { LoginName, Users } from '../users/users.ts';
import { type Device, type OpenSessionDeps, openSession } from './open-session.ts';

/** What logging in needs. */
export interface LogInDeps extends OpenSessionDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword'>;
}

/** A person who wants in. */
export interface LogIn {
  readonly name: LoginName;
  readonly password: string;
  readonly device: Device;
}

/**
 * Checks the password and opens a session for the device.
 *
 * @throws InvalidCredentials the name and the password do not belong together
 * @throws Forbidden the person or the tenant is denied
 * @throws Unauthenticated the proof of possession was used before
 */
export const logIn = async (deps: LogInDeps, { name, password, device }: LogIn): Promise<LoggedIn> => {
  const who = await deps.users.findByLoginName(name);
  // The provider is asked for nobody too, so that an unknown name takes as long as a wrong password.
  const tokens = await deps.identities.checkPassword(who?.userId ?? (deps.newId() as UserId), password);
  const user = who && tokens && (await deps.users.read(who.tenantId, who.userId));
  if (!user || !tokens) throw new InvalidCredentials();
  return openSession(deps, { user, tokens, device });
};
