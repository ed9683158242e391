import type { MfaRequired } from '../../contract/mfa.ts';
import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';
import type { Device } from '../sessions/open-session.ts';
import type { UsedProofs } from '../sessions/proofs.ts';
import { sealProviderToken } from '../sessions/refresh-token.ts';
import type { ProviderTokens } from '../users/identity-provider.ts';
import type { UserRecord } from '../users/users.ts';
import { challengeMs, type LoginChallenges, newChallengeKey } from './login-challenges.ts';

/** What having a login wait needs. */
export interface BeginChallengeDeps {
  readonly challenges: Pick<LoginChallenges, 'add'>;
  readonly usedProofs: UsedProofs;
  readonly clock: Clock;
}

/**
 * Has a login wait for the second factor. The provider's tokens stay here, and the client gets nothing that it could do
 * anything with but show the second factor.
 *
 * @throws Unauthenticated the proof was used before
 */
export const beginChallenge = async (
  { challenges, usedProofs, clock }: BeginChallengeDeps,
  {
    user,
    tokens,
    device: { deviceId, deviceName, proof },
    startedAtMs,
  }: {
    readonly user: UserRecord;
    readonly tokens: ProviderTokens;
    readonly device: Device;
    /** Before the password was looked at: one that is reset meanwhile ends the challenge. */
    readonly startedAtMs: number;
  },
): Promise<MfaRequired> => {
  if (proof && !(await usedProofs.use(user.tenantId, proof))) {
    throw new Unauthenticated('cannot log in; the proof of possession was used before');
  }
  const key = newChallengeKey(user);
  await challenges.add(
    key,
    {
      createdAtMs: startedAtMs,
      sealedProviderToken: sealProviderToken(tokens.refreshToken, key.session),
      deviceId,
      deviceName,
      keyThumbprint: proof?.keyThumbprint,
    },
    clock.nowMs() + challengeMs,
  );
  return { mfaRequired: true, session: key.session };
};
