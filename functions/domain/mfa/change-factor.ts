import type { Caller } from '../caller.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { accountEntry } from '../users/account-entry.ts';
import { type CheckFactorDeps, checkFactor, type ShownFactor } from './check-factor.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';
import { wrongFactor } from './wrong-factor.ts';

/** What changing a second factor needs. */
export interface ChangeFactorDeps extends CheckFactorDeps {
  readonly factors: CheckFactorDeps['factors'] & Pick<SecondFactors, 'disable' | 'replaceRecoveryCodes'>;
  /** A new UUID. */
  readonly newId: () => string;
}

/** A caller who shows the second factor. */
export interface ChangeFactor {
  readonly caller: Caller;
  readonly shown: ShownFactor;
  readonly origin: RequestOrigin;
}

const requireFactor = async (deps: ChangeFactorDeps, { caller, shown, origin }: ChangeFactor): Promise<void> => {
  if (await checkFactor(deps, { person: caller, shown, origin })) return;
  throw wrongFactor(shown.code === undefined ? 'recoveryCode' : 'code');
};

/**
 * Switches the caller's MFA off.
 *
 * @throws Invalid what is shown is wrong, or MFA is not on
 * @throws RateLimited too many were wrong
 */
export const disableMfa = async (deps: ChangeFactorDeps, change: ChangeFactor): Promise<{ mfaEnabled: false }> => {
  const { caller, origin } = change;
  await requireFactor(deps, change);
  await deps.factors.disable(caller, accountEntry(deps.newId(), 'mfa.disabled', caller, origin, deps.clock));
  return { mfaEnabled: false };
};

/**
 * Gives the caller a new set of recovery codes, told this once; the old one is void.
 *
 * @throws Invalid what is shown is wrong, or MFA is not on
 * @throws RateLimited too many were wrong
 */
export const renewRecoveryCodes = async (
  deps: ChangeFactorDeps,
  change: ChangeFactor,
): Promise<{ recoveryCodes: readonly string[] }> => {
  const { caller, origin } = change;
  await requireFactor(deps, change);
  const recoveryCodes = newRecoveryCodes();
  const entry = accountEntry(deps.newId(), 'mfa.recovery-codes-renewed', caller, origin, deps.clock);
  if (!(await deps.factors.replaceRecoveryCodes(caller, recoveryCodes.map(hashRecoveryCode), entry))) {
    throw wrongFactor('code');
  }
  return { recoveryCodes };
};
