import type { AuditEntry } from '../../contract/audit.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { Person } from './secret-sealer.ts';

/** The second factor of a person who has one. */
export interface SecondFactor {
  readonly sealedSecret: string;
}

/** How long a secret waits for its first code, in ms. */
export const setupMs = 10 * 60_000;

/** People's second factors. A change is written with its entry of the audit, all or nothing. */
export interface SecondFactors {
  /** Keeps a secret until its first code shows that the person has it; in the place of one that waits. */
  putSetup(person: Person, sealedSecret: string, expiresAtMs: number): Promise<void>;
  /** The secret that waits. */
  readSetup(person: Person, nowMs: number): Promise<string | undefined>;
  /** Switches MFA on, with the step of time whose code is used by that; false: it is on already. */
  enable(
    person: Person,
    factor: SecondFactor & { readonly step: number; readonly recoveryHashes: readonly string[] },
    entry: AuditEntry,
  ): Promise<boolean>;
  /** The factor in force. */
  read(person: Person): Promise<SecondFactor | undefined>;
  /** Uses the code of a step of time up; false: it or a later one was used before. */
  useStep(person: Person, step: number): Promise<boolean>;
  /** Uses a recovery code up; false: it is none, or was used before. */
  useRecoveryCode(person: Person, hash: string, entry: AuditEntry): Promise<boolean>;
  /** Puts others in the place of the recovery codes; false: MFA is not on. */
  replaceRecoveryCodes(person: Person, hashes: readonly string[], entry: AuditEntry): Promise<boolean>;
  /** Switches MFA off; false: it is not on. */
  disable(person: Person, entry: AuditEntry): Promise<boolean>;
  /** Switches the MFA of another off. none: it is not on; not-admin: the actor is no active admin of the tenant. */
  remove(person: Person, actorId: UserId, entry: AuditEntry): Promise<'removed' | 'none' | 'not-admin'>;
}
