import { type CaughtMail, readCaughtMail } from '../../../localstack/caught-mail.ts';
import { endpoints } from './endpoints.ts';
import { eventually } from './eventually.ts';

/** Mail that was caught for an address, the newest last. */
export const mailTo = (email: string): readonly CaughtMail[] =>
  readCaughtMail(endpoints().mail).filter(({ to }) => to.includes(email));

/** The code in a mail to an address; of the first that comes after `known` others with one. */
export const codeMailedTo = (email: string, known = 0): Promise<string> =>
  eventually(async () => mailTo(email).flatMap(({ text }) => /^ {4}(\d{8})$/m.exec(text)?.[1] ?? [])[known]);
