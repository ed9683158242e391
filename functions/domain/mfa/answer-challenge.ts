import type { LoggedIn } from '../../contract/identity.ts';
import { InvalidCredentials } from '../errors.ts';
import type { Outbox } from '../outbox.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { failedLoginEvent } from '../sessions/failed-login-event.ts';
import { type Device, type OpenSessionDeps, openSession } from '../sessions/open-session.ts';
import { openProviderToken } from '../sessions/refresh-token.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { UserRecord, Users } from '../users/users.ts';
import { type CheckFactorDeps, checkFactor, type ShownFactor } from './check-factor.ts';
import { challengeKeyIn, type LoginChallenge, type LoginChallenges } from './login-challenges.ts';

/** What going on with a login needs. */
export interface AnswerChallengeDeps extends OpenSessionDeps, CheckFactorDeps {
  readonly users: Pick<Users, 'read'>;
  readonly identities: Pick<IdentityProvider, 'refresh'>;
  readonly challenges: Pick<LoginChallenges, 'countTry' | 'take'>;
  /** Best effort, as for a login with a wrong password. */
  readonly bestEffort: Pick<Outbox, 'publish'>;
}

/** Somebody who has a challenge's session. */
export interface AnswerChallenge {
  readonly email: string;
  readonly session: string;
  readonly shown: ShownFactor;
  readonly device: Pick<Device, 'deviceId' | 'proof'>;
  readonly origin: RequestOrigin;
}

/** Whether the login can still go on: for this person, on this device, with this key. */
const isOpenFor = (
  { createdAtMs, deviceId, keyThumbprint }: LoginChallenge,
  user: UserRecord,
  { email, device }: AnswerChallenge,
): boolean =>
  user.mfaEnabled === true &&
  user.email === email &&
  createdAtMs > (user.passwordResetAtMs ?? 0) &&
  (deviceId === undefined || device.deviceId === undefined || deviceId === device.deviceId) &&
  (keyThumbprint === undefined || keyThumbprint === device.proof?.keyThumbprint);

/**
 * Goes on with a login whose second factor was missing, and opens its session: once. A try is counted before it is looked
 * at. Nothing tells a wrong code from a challenge that is over.
 *
 * @throws InvalidCredentials what is shown is wrong, or the challenge is over
 * @throws RateLimited too many were wrong
 * @throws Unauthenticated the proof of possession was used before
 */
export const answerChallenge = async (deps: AnswerChallengeDeps, answer: AnswerChallenge): Promise<LoggedIn> => {
  const { shown, device, origin } = answer;
  const key = challengeKeyIn(answer.session);
  if (key === undefined) throw new InvalidCredentials();
  const [challenge, user] = await Promise.all([
    deps.challenges.countTry(key, deps.clock.nowMs()),
    deps.users.read(key.tenantId, key.userId),
  ]);
  if (!challenge || !user || !isOpenFor(challenge, user, answer)) throw new InvalidCredentials();
  if (!(await checkFactor(deps, { person: user, shown, origin }))) {
    await deps.bestEffort.publish(failedLoginEvent(deps, user, origin));
    throw new InvalidCredentials();
  }
  if (!(await deps.challenges.take(key))) throw new InvalidCredentials();
  const refreshToken = openProviderToken(challenge.sealedProviderToken, answer.session);
  // A token of now, good for its full time; none where the person's tokens were revoked meanwhile.
  const accessToken = await deps.identities.refresh(refreshToken);
  if (accessToken === undefined) throw new InvalidCredentials();
  return openSession(deps, {
    user,
    tokens: { accessToken, refreshToken },
    device: { deviceId: device.deviceId ?? challenge.deviceId, deviceName: challenge.deviceName, proof: device.proof },
    shownAtMs: challenge.createdAtMs,
    origin,
  });
};
