import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from './instance.ts';

/** A mail as it was caught. */
export interface CaughtMail {
  /** ISO 8601. */
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Where an instance's mail is kept, a line of JSON each. */
export const caughtMailFile = ({ directory }: Instance): string => join(directory, 'mail.jsonl');

/** All mail in a file, the newest last. */
export const readCaughtMail = (file: string): readonly CaughtMail[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

/** Prints an instance's mail, the newest last. */
export const printMail = async (instance: Instance): Promise<void> => {
  const all = readCaughtMail(caughtMailFile(instance));
  for (const { at, from, to, subject, text } of all) {
    console.log(
      `\n${at}\nFrom: ${from}\nTo: ${to.join(', ')}\nSubject: ${subject}\n\n${text.trimEnd()}\n\n${'─'.repeat(60)}`,
    );
  }
  if (all.length === 0) console.log('no mail was sent');
};
