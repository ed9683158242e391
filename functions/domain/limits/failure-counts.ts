import type { Person } from '../mfa/secret-sealer.ts';
import type { LoginName } from '../users/users.ts';
import type { FailureRule, Failures } from './failure-rule.ts';

/**
 * Whose failures are counted: a login name, whether or not anybody has it, an address, or a person's second factor, or
 * password where they are signed in.
 */
export type FailureSubject =
  | { readonly kind: 'login'; readonly name: LoginName }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'mfa' | 'password'; readonly person: Person };

/** Counts failures. */
export interface FailureCounts {
  /** The failures of each, in the order asked for; undefined: none. */
  read(subjects: readonly FailureSubject[]): Promise<readonly (Failures | undefined)[]>;
  /**
   * Counts one more, in one order over all who count at once, unless the rule puts attempts off by now: then nothing is
   * counted and those failures are the answer. `seen` is what was read before.
   *
   * @throws Unavailable too many were counting and clearing
   */
  add(
    subject: FailureSubject,
    rule: FailureRule,
    at: { readonly seen: Failures | undefined; readonly nowMs: number },
  ): Promise<Failures | undefined>;
  /** Forgets the failures of one. */
  clear(subject: FailureSubject): Promise<void>;
}
