import { appendFile } from 'node:fs/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { CaughtMail } from './caught-mail.ts';

/** Takes any mail by SMTP and adds it to a file, a line of JSON each. It sends nothing on. Not listening yet. */
export const createMailCatcher = (file: string): SMTPServer =>
  new SMTPServer({
    // Nothing leaves the machine, so there is nobody to prove anything to.
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, { envelope }, done) => {
      const caught = async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        const { from, subject = '', text = '', html = '' } = await PostalMime.parse(Buffer.concat(chunks));
        const mail: CaughtMail = {
          at: new Date().toISOString(),
          from: from?.address ?? '',
          to: envelope.rcptTo.map(({ address }) => address),
          subject,
          text,
          html,
        };
        await appendFile(file, `${JSON.stringify(mail)}\n`);
      };
      caught().then(() => done(), done);
    },
  });
