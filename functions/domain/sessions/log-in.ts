import type { SessionId, UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../clock.ts';
import { InvalidCredentials } from '../errors.ts';
import { presentOwnUser } from '../users/get-own-profile.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { LoginName, Users } from '../users/users.ts';
import { hashRefreshToken, newRefreshToken, sealProviderToken } from './refresh-token.ts';
import type { Sessions } from './sessions.ts';

/** What logging in needs. */
export interface LogInDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword'>;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
  /** The session's id (`origin_jti`) inside an access token that the provider has just given out. */
  readonly sessionIdOf: (accessToken: string) => SessionId;
}

/** A person who wants in. */
export interface LogIn {
  readonly name: LoginName;
  readonly password: string;
  readonly deviceId?: string | undefined;
  readonly deviceName?: string | undefined;
}

/**
 * Checks the password and opens a session for the device.
 *
 * @throws InvalidCredentials the name and the password do not belong together
 */
export const logIn = async (deps: LogInDeps, { name, password, deviceId: givenDeviceId, deviceName }: LogIn) => {
  const who = await deps.users.findByLoginName(name);
  // The provider is asked for nobody too, so that an unknown name takes as long as a wrong password.
  const tokens = await deps.identities.checkPassword(who?.userId ?? (deps.newId() as UserId), password);
  const user = who && tokens && (await deps.users.read(who.tenantId, who.userId));
  if (!user || !tokens) throw new InvalidCredentials();

  const { tenantId, userId } = user;
  const sessionId = deps.sessionIdOf(tokens.accessToken);
  const refreshToken = newRefreshToken({ tenantId, userId, sessionId });
  const deviceId = givenDeviceId ?? deps.newId();
  const now = new Date(deps.clock.nowMs()).toISOString();
  await deps.sessions.add({
    tenantId,
    userId,
    sessionId,
    deviceId,
    deviceName,
    createdAt: now,
    lastUsedAt: now,
    refreshTokenHash: hashRefreshToken(refreshToken),
    generation: 1,
    sealedProviderToken: sealProviderToken(tokens.refreshToken, refreshToken),
  });
  return {
    accessToken: tokens.accessToken,
    refreshToken,
    tokenType: 'Bearer' as const,
    expiresIn: 900 as const,
    deviceId,
    user: presentOwnUser(user),
  };
};
