import type { MfaSetup } from '../../contract/mfa.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { Forbidden, NotFound } from '../errors.ts';
import type { Users } from '../users/users.ts';
import { type SecondFactors, setupMs } from './second-factors.ts';
import type { SecretSealer } from './secret-sealer.ts';
import { newTotpSecret, totpUri } from './totp.ts';

/** What beginning with MFA needs. */
export interface EnableMfaDeps {
  readonly users: Pick<Users, 'read'>;
  readonly factors: Pick<SecondFactors, 'putSetup'>;
  readonly sealer: Pick<SecretSealer, 'seal'>;
  readonly clock: Clock;
}

/**
 * Makes a secret for the caller's authenticator app. MFA is on when a code of it was verified, within 10 minutes; until then
 * nothing has changed.
 *
 * @throws Forbidden MFA is on already
 */
export const enableMfa = async (
  { users, factors, sealer, clock }: EnableMfaDeps,
  caller: Caller,
): Promise<MfaSetup> => {
  const user = await users.read(caller.tenantId, caller.userId);
  if (user === undefined) throw new NotFound('user');
  if (user.mfaEnabled) throw new Forbidden('cannot set up MFA; it is on, and has to be switched off first');
  const secret = newTotpSecret();
  await factors.putSetup(caller, await sealer.seal(secret, caller), clock.nowMs() + setupMs);
  return { secret, otpauthUri: totpUri(secret, user.email) };
};
