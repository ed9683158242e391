import type { Clock } from '../clock.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Users } from '../users/users.ts';
import type { CodeRequest } from './code-queue.ts';
import { hashCode } from './hash-code.ts';
import { type MailedCodes, mailedCodeMs } from './mailed-codes.ts';

/** What sending a code needs. */
export interface SendCodeDeps {
  readonly users: Pick<Users, 'findByLoginName'>;
  readonly codes: MailedCodes;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Eight random digits. */
  readonly newCode: () => string;
  /** Random. */
  readonly newSalt: () => string;
}

/**
 * Mails a code to who has the address, if it is of use to them, in the place of the one before. A request that comes again
 * is mailed again only where its first run ended between the mail and the note of it, and one that comes behind a later
 * one not at all: the last mail has the code that counts.
 *
 * @throws Unavailable the mail was not taken; the request may come again
 */
export const sendCode = async (
  deps: SendCodeDeps,
  { requestId, purpose, email }: CodeRequest,
): Promise<'sent' | 'late' | 'not-wanted'> => {
  const who = await deps.users.findByLoginName({ kind: 'email', value: email });
  if (who === undefined || (purpose === 'confirmation' && who.isConfirmed)) return 'not-wanted';
  const [key, code, salt] = [{ purpose, email }, deps.newCode(), deps.newSalt()];
  const kept = { requestId, salt, hash: await hashCode(code, salt) };
  if ((await deps.codes.put(key, kept, deps.clock.nowMs() + mailedCodeMs)) === 'late') return 'late';
  await deps.mailer.send({ kind: purpose, to: email, code, validMinutes: mailedCodeMs / 60_000 });
  await deps.codes.noteSent(key, requestId);
  return 'sent';
};
