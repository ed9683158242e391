import type { Mail } from './mail.ts';

/** Sends mail. */
export interface Mailer {
  /**
   * Hands a mail over for good. Again sends it again, and rarely one call sends it twice.
   *
   * @throws Unavailable it was not taken, or the deployment sends no mail
   */
  send(mail: Mail): Promise<void>;
}
