import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { MailedCodeFields } from './mailed-code-fields.tsx';
import { SessionLayout } from './session-layout.tsx';
import type { SignInState } from './sign-in-state.ts';

/** Takes the code that came by mail, or has another one mailed. */
export const ConfirmPage = () => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [notice, setNotice] = useState('We mailed you a code.');
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const email = fields.required('email', 'your email address').trim();
    if (fields.text('again') !== '') {
      await client.auth.resendCode({ email });
      return setNotice('If that address waits for it, a new code is on its way.');
    }
    await client.auth.confirmEmail({ email, code: fields.requiredCode('code', 'the code from the mail') });
    navigate('/', { state: { notice: 'Your address is confirmed. Sign in.', email } satisfies SignInState });
  });
  return (
    <SessionLayout title="Confirm your address">
      <p role="status">{notice}</p>
      <Form {...form}>
        <FormAlert problem={problem} />
        <MailedCodeFields />
        <SubmitButton isPending={isPending}>Confirm</SubmitButton>
        <Button type="submit" name="again" value="yes" className="button">
          Send another code
        </Button>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/">Sign in</Link>
      </nav>
    </SessionLayout>
  );
};
