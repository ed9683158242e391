import { describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../../../../functions/contract/identifiers.ts';
import type { Mail } from '../../../../../functions/domain/mail/mail.ts';
import { renderMail } from '../../../../../functions/domain/mail/render-mail.ts';

const to = 'ada@example.com';
const invitation: Mail = {
  kind: 'invitation',
  to,
  tenantId: 'lab' as TenantId,
  invitedBy: 'Marie Curie',
  invitation: 'a-long-invitation',
  validDays: 7,
};

describe('a mail', () => {
  it.each<[string, Mail]>([
    ['12345678', { kind: 'confirmation', to, code: '12345678', validMinutes: 10 }],
    ['12345678', { kind: 'reset', to, code: '12345678', validMinutes: 10 }],
    ['a-long-invitation', invitation],
  ])('brings %s in both parts, and not in the subject, which lock screens show', (secret, mail) => {
    const { subject, text, html } = renderMail(mail);
    expect(text).toContain(`    ${secret}\n`);
    expect(html).toContain(`<strong>${secret}</strong>`);
    expect(subject).not.toContain(secret);
  });

  it.each([
    ['new-password', 'Your password was changed', 'If it was not you'],
    ['removed-factor', 'Your second factor was removed', 'If you did not ask for it'],
  ] as const)('that brings no code (%s) says when it was, and what to do', (kind, title, otherwise) => {
    const { subject, text, html } = renderMail({ kind, to, at: '2026-11-24T12:34:56.789Z' });
    expect(subject).toBe(title);
    for (const part of [text, html]) {
      expect(part).toContain('on 2026-11-24 at 12:34 UTC');
      expect(part).toContain(otherwise);
      expect(part).not.toContain('undefined');
    }
    expect(html).not.toContain('<strong>');
  });

  it('has what a person wrote as text, never as markup', () => {
    const { text, html } = renderMail({ ...invitation, invitedBy: `<img src=x onerror="a()"> & 'b'` });
    expect(text).toContain(`<img src=x onerror="a()"> & 'b' invites you to lab`);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39;b&#39; invites you to lab');
  });
});
