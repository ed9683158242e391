import { Invalid } from '../errors.ts';
import { commonPasswords } from './common-passwords.ts';

/** What a deployment has of passwords that are guessed first. */
export interface PasswordRule {
  readonly commonPasswords: 'accepted' | 'refused';
}

/**
 * Refuses a password that is among the 10,000 most common ones, whatever its case, where the deployment does.
 *
 * @param path the field that it came in
 * @throws Invalid it is
 */
export const requireUncommon = (rule: PasswordRule, path: string, password: string): void => {
  if (rule.commonPasswords === 'accepted' || !commonPasswords.has(password.toLowerCase())) return;
  throw new Invalid([{ path, message: 'is one of the most common passwords, which are guessed first' }]);
};
