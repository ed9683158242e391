import { Invalid } from '../errors.ts';
import { commonPasswords } from './common-passwords.ts';

/**
 * Refuses a password that is among the 10,000 most common ones, whatever its case.
 *
 * @param path the field that it came in
 * @throws Invalid it is
 */
export const requireUncommon = (path: string, password: string): void => {
  if (!commonPasswords.has(password.toLowerCase())) return;
  throw new Invalid([{ path, message: 'is one of the most common passwords, which are guessed first' }]);
};
