import { html } from './html.ts';
import type { Mail } from './mail.ts';

/** A mail as it is read: twice the same, with and without markup. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a mail says: a line on what for, what it brings, and what else there is to know. */
interface Wording {
  readonly subject: string;
  readonly lead: string;
  /** A code, shown apart; left out: it brings none. */
  readonly code?: string;
  readonly notes: readonly string[];
}

const onDay = (at: string): string => `on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`;

/** Text of people is in an invitation alone, whose sender is an admin: nobody can have ChemChat mail theirs to strangers. */
const wordingOf = (mail: Mail): Wording => {
  switch (mail.kind) {
    case 'confirmation':
      return {
        subject: 'Confirm your e-mail address',
        lead: 'Somebody, probably you, registered at ChemChat with this address. Confirm it with this code:',
        code: mail.code,
        notes: [
          `It can be used once, within ${mail.validMinutes} minutes.`,
          'If it was not you, do nothing: nobody can sign in with your address without the code.',
        ],
      };
    case 'reset':
      return {
        subject: 'Choose a new password',
        lead: 'Somebody, probably you, asked for a new ChemChat password. Choose one with this code:',
        code: mail.code,
        notes: [
          `It can be used once, within ${mail.validMinutes} minutes. All your devices will have to sign in again.`,
          'If it was not you, do nothing: your password stays. Never give the code to anybody who asks for it.',
        ],
      };
    case 'invitation':
      return {
        subject: 'You are invited to ChemChat',
        lead: `${mail.invitedBy} invites you to ${mail.tenantId} at ChemChat. Register with this address and this invitation:`,
        code: mail.invitation,
        notes: [
          `It can be used once, within ${mail.validDays} days.`,
          'If you do not know who this is, do nothing: you will hear nothing more.',
        ],
      };
    case 'new-password':
      return {
        subject: 'Your password was changed',
        lead: `The password of your ChemChat account was changed ${onDay(mail.at)}.`,
        notes: [
          'All other devices have been signed out.',
          'If it was not you, choose another one now: say on the sign-in page that you forgot it. Then tell your admin.',
        ],
      };
    case 'removed-factor':
      return {
        subject: 'Your second factor was removed',
        lead: `An admin removed the second factor of your ChemChat account ${onDay(mail.at)}: signing in takes your password alone.`,
        notes: [
          'All devices have been signed out. Sign in, and switch the second factor on again.',
          'If you did not ask for it, choose another password now: say on the sign-in page that you forgot it. Then tell your admin.',
        ],
      };
  }
};

/** A mail's subject and both its parts. */
export const renderMail = (mail: Mail): RenderedMail => {
  const { subject, lead, code, notes } = wordingOf(mail);
  const head = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem">
<p>${lead}</p>
`;
  const apart =
    code === undefined
      ? ''
      : html`<p style="font: 24px/1.5 ui-monospace, monospace; overflow-wrap: anywhere"><strong>${code}</strong></p>\n`;
  return {
    subject,
    text: `${[lead, ...(code === undefined ? [] : [`    ${code}`]), ...notes].join('\n\n')}\n`,
    html: `${head}${apart}${notes.map((note) => html`<p>${note}</p>\n`).join('')}</body>\n</html>\n`,
  };
};
