import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Unavailable } from '../domain/errors.ts';
import type { Mail } from '../domain/mail/mail.ts';
import type { Mailer } from '../domain/mail/mailer.ts';
import { renderMail } from '../domain/mail/render-mail.ts';
import { sesClient } from './clients.ts';
import { environment } from './environment.ts';

/** Mail by SES, from one address. */
class SesMailer implements Mailer {
  readonly #client: SESv2Client;
  readonly #sender: string;

  /** @param sender empty: every send is refused */
  constructor(client: SESv2Client, sender: string) {
    this.#client = client;
    this.#sender = sender;
  }

  async send(mail: Mail): Promise<void> {
    if (this.#sender === '') throw new Unavailable('cannot send mail; the deployment has no sender');
    const { subject, text, html } = renderMail(mail);
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const command = new SendEmailCommand({
      FromEmailAddress: `ChemChat <${this.#sender}>`,
      Destination: { ToAddresses: [mail.to] },
      Content: { Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } } },
    });
    try {
      await this.#client.send(command);
    } catch (cause) {
      throw new Unavailable('cannot send mail; SES did not take it', { cause });
    }
  }
}

/** Mail from the deployment's sender. */
export const mailer = (): Mailer => new SesMailer(sesClient(), environment('MAIL_SENDER'));
