import type { LoggedIn } from '../../contract/identity.ts';
import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { Users } from '../users/users.ts';
import type { Denials } from './denials.ts';
import { presentTokens } from './present-tokens.ts';
import type { Proof, UsedProofs } from './proofs.ts';
import {
  hashRefreshToken,
  newRefreshToken,
  openProviderToken,
  openTokens,
  type RefreshedTokens,
  sealProviderToken,
  sealTokens,
  sessionKeyIn,
} from './refresh-token.ts';
import { endingEntry, type SessionEnding } from './session-entries.ts';
import type { SessionRecord, Sessions } from './sessions.ts';

/** What refreshing needs. */
export interface RefreshDeps {
  readonly sessions: Pick<Sessions, 'find' | 'rotate' | 'revoke'>;
  readonly users: Pick<Users, 'read'>;
  readonly identities: Pick<IdentityProvider, 'refresh' | 'revoke'>;
  readonly denials: Denials;
  readonly usedProofs: UsedProofs;
  readonly clock: Clock;
}

/** Somebody who has a refresh token. */
export interface Refresh {
  readonly refreshToken: string;
  readonly deviceId: string;
  readonly idempotencyKey?: string | undefined;
  readonly proof?: Proof | undefined;
  readonly origin: RequestOrigin;
}

/** How long an answer that was lost can be had again, in ms. */
const repeatMs = 10_000;

const refused = (reason: string) => new Unauthenticated(`cannot refresh; ${reason}`);

/**
 * New tokens for a refresh token, which is good for one use. Whoever uses it again, but for a client whose answer was
 * lost, has a copy: the session ends, for the one with the copy and the one without can't be told apart.
 *
 * @throws Unauthenticated the token is not in force, the device or the key is another, or the session has ended
 */
export const refreshSession = async (deps: RefreshDeps, command: Refresh): Promise<LoggedIn> => {
  const key = sessionKeyIn(command.refreshToken);
  if (key === undefined) throw refused('the token is none of ours');
  const [session, user, isDenied] = await Promise.all([
    deps.sessions.find(key),
    deps.users.read(key.tenantId, key.userId),
    deps.denials.has(key),
  ]);
  const isShutOut = isDenied || user?.deactivatedAt !== undefined;
  if (session === undefined || user === undefined || isShutOut) throw refused('the session has ended');

  const lost = lostAnswer(deps, session, command);
  await requireOwner(deps, session, command, lost !== undefined);
  const tokens = lost ?? (await rotate(deps, session, command));
  return presentTokens(tokens, session.deviceId, user);
};

/** What the last refresh gave out, if this is its repeat in time; the device is looked at as for any other. */
const lostAnswer = (
  { clock }: RefreshDeps,
  { lastRefresh }: SessionRecord,
  { refreshToken, idempotencyKey }: Refresh,
): RefreshedTokens | undefined =>
  lastRefresh !== undefined && idempotencyKey !== undefined && clock.nowMs() - lastRefresh.atMs <= repeatMs
    ? openTokens(lastRefresh.sealedTokens, refreshToken, idempotencyKey)
    : undefined;

const isInForce = ({ refreshTokenHash }: SessionRecord, { refreshToken }: Refresh): boolean =>
  hashRefreshToken(refreshToken) === refreshTokenHash;

/** Lets pass whoever has the token, the device and the key; ends the session of whoever has only some of them. */
const requireOwner = async (
  deps: RefreshDeps,
  session: SessionRecord,
  command: Refresh,
  isRepeat: boolean,
): Promise<void> => {
  const { keyThumbprint, tenantId } = session;
  const end = async (ending: SessionEnding, reason: string): Promise<never> => {
    await revoke(deps, session, command, ending);
    throw refused(reason);
  };
  if (!isRepeat && !isInForce(session, command))
    await end('refresh.replayed', 'the token was used before, so its session has ended');
  if (command.deviceId !== session.deviceId)
    await end('refresh.wrong-device', "the token is another device's, so its session has ended");
  if (keyThumbprint === undefined) return;
  // No proof, or one that has been seen, is no sign of a second holder: a client may have sent its request again.
  if (command.proof === undefined) throw refused('the session is bound to a key, and its proof is missing');
  if (command.proof.keyThumbprint !== keyThumbprint)
    await end('refresh.wrong-key', "the proof is another key's, so its session has ended");
  if (!(await deps.usedProofs.use(tenantId, command.proof))) throw refused('the proof of possession was used before');
};

/** Ends the session, and with it the provider's own token where that can be opened. */
const revoke = async (
  deps: RefreshDeps,
  session: SessionRecord,
  command: Refresh,
  ending: SessionEnding,
): Promise<void> => {
  await deps.sessions.revoke(session, endingEntry(session, ending, command.origin, deps));
  if (!isInForce(session, command)) return;
  await deps.identities.revoke(openProviderToken(session.sealedProviderToken, command.refreshToken));
};

/**
 * The provider is asked first, whose own token stays as it is: a function that ends before the write has changed
 * nothing, and the token may be used again.
 */
const rotate = async (deps: RefreshDeps, session: SessionRecord, command: Refresh): Promise<RefreshedTokens> => {
  const { refreshToken: used, idempotencyKey } = command;
  const providerToken = openProviderToken(session.sealedProviderToken, used);
  const accessToken = await deps.identities.refresh(providerToken);
  if (accessToken === undefined) {
    await deps.sessions.revoke(session, endingEntry(session, 'session.refused', command.origin, deps));
    throw refused('the session has ended');
  }
  const tokens = { accessToken, refreshToken: newRefreshToken(session) };
  const nowMs = deps.clock.nowMs();
  const refreshTokenHash = hashRefreshToken(tokens.refreshToken);
  const rotated = await deps.sessions.rotate(session, {
    refreshTokenHash,
    sealedProviderToken: sealProviderToken(providerToken, tokens.refreshToken),
    generation: session.generation + 1,
    lastUsedAt: new Date(nowMs).toISOString(),
    ...(idempotencyKey !== undefined && {
      lastRefresh: { atMs: nowMs, sealedTokens: sealTokens(tokens, used, idempotencyKey) },
    }),
  });
  if (rotated.outcome === 'rotated') return tokens;
  if (rotated.session === undefined) throw refused('the session has ended');
  // The write had been done when its answer was lost and it was sent again.
  if (rotated.session.refreshTokenHash === refreshTokenHash) return tokens;
  // Another refresh with the same token was quicker: the same request sent twice at once, or somebody with a copy.
  const lost = lostAnswer(deps, rotated.session, command);
  if (lost !== undefined) return lost;
  await deps.sessions.revoke(session, endingEntry(session, 'refresh.replayed', command.origin, deps));
  throw refused('the token was used before, so its session has ended');
};
