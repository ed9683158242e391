import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { Forbidden } from '../errors.ts';
import type { FailureSubject } from '../limits/failure-counts.ts';
import { type FailureTurnsDeps, noteFailure, requireTurn } from '../limits/failure-turns.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { accountEntry } from '../users/account-entry.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';
import type { SecretSealer } from './secret-sealer.ts';
import { totpStep } from './totp.ts';
import { wrongFactor } from './wrong-factor.ts';

/** What switching MFA on needs. */
export interface ConfirmMfaDeps extends FailureTurnsDeps {
  readonly factors: Pick<SecondFactors, 'readSetup' | 'enable'>;
  readonly sealer: Pick<SecretSealer, 'open'>;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
}

/**
 * Switches MFA on for a caller whose app shows a code of the secret that waits. The recovery codes are told this once.
 *
 * @throws Invalid no secret waits, or it is not its code
 * @throws Forbidden MFA is on already
 * @throws RateLimited too many codes were wrong
 */
export const confirmMfa = async (
  deps: ConfirmMfaDeps,
  { caller, code, origin }: { readonly caller: Caller; readonly code: string; readonly origin: RequestOrigin },
): Promise<{ mfaEnabled: true; recoveryCodes: readonly string[] }> => {
  const { factors, sealer, clock } = deps;
  const subjects: readonly FailureSubject[] = [{ kind: 'mfa', person: caller }];
  const [seen, sealedSecret] = await Promise.all([
    requireTurn(deps, subjects),
    factors.readSetup(caller, clock.nowMs()),
  ]);
  const step = sealedSecret && totpStep(await sealer.open(sealedSecret, caller), code, clock.nowMs());
  if (!sealedSecret || !step) {
    await noteFailure(deps, subjects, seen);
    throw wrongFactor('code');
  }
  const recoveryCodes = newRecoveryCodes();
  const factor = { sealedSecret, step, recoveryHashes: recoveryCodes.map(hashRecoveryCode) };
  const entry = accountEntry(deps.newId(), 'mfa.enabled', caller, origin, clock);
  if (!(await factors.enable(caller, factor, entry))) throw new Forbidden('cannot set up MFA; it is on');
  return { mfaEnabled: true, recoveryCodes };
};
