import type { Clock } from '../clock.ts';
import type { FailureSubject } from '../limits/failure-counts.ts';
import { type FailureTurnsDeps, forgetFailures, noteFailure, requireTurn } from '../limits/failure-turns.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { accountEntry } from '../users/account-entry.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Person, SecretSealer } from './secret-sealer.ts';
import { totpStep } from './totp.ts';

/** What checking a second factor needs. */
export interface CheckFactorDeps extends FailureTurnsDeps {
  readonly factors: Pick<SecondFactors, 'read' | 'useStep' | 'useRecoveryCode'>;
  readonly sealer: Pick<SecretSealer, 'open'>;
  readonly clock: Clock;
}

/** What a person shows: one of the two. */
export interface ShownFactor {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

/**
 * Whether the person shows the second factor. What is right is used up by that: a code for good, with all before it. Wrong
 * ones put off the next tries, in the order in which they are counted, and a right one that comes after the last free
 * failure is put off as well.
 *
 * @throws RateLimited too many were wrong
 */
export const checkFactor = async (
  deps: CheckFactorDeps,
  { person, shown, origin }: { readonly person: Person; readonly shown: ShownFactor; readonly origin: RequestOrigin },
): Promise<boolean> => {
  const { tenantId, userId } = person;
  const subjects: readonly FailureSubject[] = [{ kind: 'mfa', person: { tenantId, userId } }];
  const seen = await requireTurn(deps, subjects);
  const use = await readUse(deps, person, shown, origin);
  const seenSince = use && (await requireTurn(deps, subjects));
  if (!(await use?.())) {
    await noteFailure(deps, subjects, seen);
    return false;
  }
  await forgetFailures(deps, subjects, seenSince ?? []);
  return true;
};

/** Using up what was shown; undefined: it is wrong. */
const readUse = async (
  { factors, sealer, clock }: CheckFactorDeps,
  person: Person,
  { code, recoveryCode }: ShownFactor,
  origin: RequestOrigin,
): Promise<(() => Promise<boolean>) | undefined> => {
  if (recoveryCode !== undefined) {
    const hash = hashRecoveryCode(recoveryCode);
    return () =>
      factors.useRecoveryCode(person, hash, accountEntry(hash, 'mfa.recovery-code-used', person, origin, clock));
  }
  const factor = await factors.read(person);
  if (factor === undefined || code === undefined) return undefined;
  const step = totpStep(await sealer.open(factor.sealedSecret, person), code, clock.nowMs());
  return step === undefined ? undefined : () => factors.useStep(person, step);
};
