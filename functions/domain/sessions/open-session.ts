import type { SessionId } from '../../contract/identifiers.ts';
import type { LoggedIn } from '../../contract/identity.ts';
import type { Clock } from '../clock.ts';
import { InvalidCredentials, Unauthenticated } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { ProviderTokens } from '../users/identity-provider.ts';
import type { UserRecord, Users } from '../users/users.ts';
import type { Denials } from './denials.ts';
import { presentTokens } from './present-tokens.ts';
import type { Proof, UsedProofs } from './proofs.ts';
import { hashRefreshToken, newRefreshToken, sealProviderToken } from './refresh-token.ts';
import { endingEntry, loginEntry } from './session-entries.ts';
import { type Sessions, sessionMs } from './sessions.ts';

/** What opening a session needs. */
export interface OpenSessionDeps {
  readonly users: Pick<Users, 'read'>;
  readonly sessions: Pick<Sessions, 'add' | 'revoke'>;
  readonly denials: Denials;
  readonly usedProofs: UsedProofs;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
  /** The session's id (`origin_jti`) inside an access token that the provider has just given out. */
  readonly sessionIdOf: (accessToken: string) => SessionId;
}

/** The device that a person logs in on. */
export interface Device {
  readonly deviceId?: string | undefined;
  readonly deviceName?: string | undefined;
  /** Binds the session to its key. */
  readonly proof?: Proof | undefined;
}

/**
 * The end of every login, however the person proved who they are: opens a session for the device and gives out its
 * tokens. Other sessions of the same device stay as they are.
 *
 * @throws InvalidCredentials the person or the tenant is denied, who is shut out learns nothing of it; or the password is
 *   another one since it was shown
 * @throws Unauthenticated the proof was used before
 */
export const openSession = async (
  deps: OpenSessionDeps,
  {
    user,
    tokens,
    device: { deviceId = deps.newId(), deviceName, proof },
    shownAtMs,
    origin,
  }: {
    readonly user: UserRecord;
    readonly tokens: ProviderTokens;
    readonly device: Device;
    /** Before the password was looked at, in milliseconds since the epoch. */
    readonly shownAtMs: number;
    readonly origin: RequestOrigin;
  },
): Promise<LoggedIn> => {
  const { tenantId, userId } = user;
  if (user.deactivatedAt !== undefined || (await deps.denials.has({ tenantId, userId })))
    throw new InvalidCredentials();
  if (proof && !(await deps.usedProofs.use(tenantId, proof))) {
    throw new Unauthenticated('cannot log in; the proof of possession was used before');
  }
  const sessionId = deps.sessionIdOf(tokens.accessToken);
  const refreshToken = newRefreshToken({ tenantId, userId, sessionId });
  const nowMs = deps.clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const session = {
    tenantId,
    userId,
    sessionId,
    deviceId,
    deviceName,
    createdAt: now,
    lastUsedAt: now,
    expiresAtMs: nowMs + sessionMs,
    refreshTokenHash: hashRefreshToken(refreshToken),
    generation: 1,
    sealedProviderToken: sealProviderToken(tokens.refreshToken, refreshToken),
    keyThumbprint: proof?.keyThumbprint,
  };
  await deps.sessions.add(session, loginEntry(session, origin, deps.clock));
  // A new password ends the sessions that are there by then; one that was opened with the old one meanwhile ends here.
  const { passwordResetAtMs = 0 } = (await deps.users.read(tenantId, userId)) ?? user;
  if (passwordResetAtMs > shownAtMs) {
    await deps.sessions.revoke(session, endingEntry(session, 'session.revoked', origin, deps));
    throw new InvalidCredentials();
  }
  return presentTokens({ accessToken: tokens.accessToken, refreshToken }, deviceId, user);
};
