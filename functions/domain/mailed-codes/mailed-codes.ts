/** Whose code, and what it is good for. */
export interface MailedCodeKey {
  /** confirmation: that the address is the person's. reset: to choose a new password. */
  readonly purpose: 'confirmation' | 'reset';
  /** In lower case; whether or not anybody has it. */
  readonly email: string;
}

/** What is kept of a code: nothing that it could be told from in the time that it lasts. */
export interface MailedCode {
  /** The request that it was made for. */
  readonly requestId: string;
  readonly salt: string;
  readonly hash: string;
}

/** How long a code can be used, in ms. OWASP ASVS 5.0, 6.5.5: at most 10 minutes. */
export const mailedCodeMs = 10 * 60_000;

/** How often a code can be tried, right or wrong. */
export const triesOfCode = 5;

/** How long somebody who showed the right code has to use it, in ms: longer than a function runs. */
export const claimMs = 15_000;

/** Codes that are sent by mail, one at a time for each key. */
export interface MailedCodes {
  /**
   * Puts a code in the place of the one before. late: the request's own was mailed already, or that of a later request is
   * there, and nothing is put.
   */
  put(key: MailedCodeKey, code: MailedCode, expiresAtMs: number): Promise<'put' | 'late'>;
  /** Remembers that the request's code was mailed. */
  noteSent(key: MailedCodeKey, requestId: string): Promise<void>;
  /** Counts a try of the code in force; undefined: there is none, or it was tried too often. */
  countTry(key: MailedCodeKey, nowMs: number): Promise<MailedCode | undefined>;
  /** Takes the request's code for one who showed it; false where another has it, or has used it. */
  claim(key: MailedCodeKey, requestId: string, nowMs: number): Promise<boolean>;
  /** Forgets the request's code. */
  remove(key: MailedCodeKey, requestId: string): Promise<void>;
}
