import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { mailer } from '../../../../functions/platform/ses-mailer.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => {
  ses.reset();
  process.env.MAIL_SENDER = 'chat@example.com';
});

const mail = { kind: 'reset', to: 'ada@example.com', code: '12345678', validMinutes: 10 } as const;

describe('mail by SES', () => {
  it('goes to one address, from the sender, in two parts', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: '1' });
    await mailer().send(mail);
    expect(ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        FromEmailAddress: 'ChemChat <chat@example.com>',
        Destination: { ToAddresses: ['ada@example.com'] },
        Content: {
          Simple: {
            Subject: { Data: 'Choose a new password', Charset: 'UTF-8' },
            Body: {
              Text: { Data: expect.stringContaining('12345678'), Charset: 'UTF-8' },
              Html: { Data: expect.stringContaining('12345678'), Charset: 'UTF-8' },
            },
          },
        },
      },
    ]);
  });

  it('that is not taken can be tried again, and nothing of it is in the error', async () => {
    ses.on(SendEmailCommand).rejects(new Error('Email address is not verified: ada@example.com'));
    const sent = mailer().send(mail);
    await expect(sent).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(sent).rejects.not.toThrow(/ada@|12345678/);
  });

  it('is refused where the deployment has no sender', async () => {
    process.env.MAIL_SENDER = '';
    await expect(mailer().send(mail)).rejects.toThrow('has no sender');
    expect(ses.commandCalls(SendEmailCommand)).toEqual([]);
  });
});
