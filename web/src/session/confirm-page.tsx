import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { MailedCodeFields } from './mailed-code-fields.tsx';
import { SessionLayout } from './session-layout.tsx';

/** Takes the code that came by mail, or has another one mailed where none is given. */
export const ConfirmPage = () => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [notice, setNotice] = useState('We sent you a code. Left empty, another one is sent.');
  const { submit, isPending, problem } = useSubmit(async (fields) => {
    const email = fields.required('email', 'your email address').trim();
    const code = fields.text('code').trim();
    if (code === '') {
      await client.auth.resendCode({ email });
      return setNotice('If that address waits for it, a new code is on its way.');
    }
    await client.auth.confirmEmail({ email, code });
    navigate('/');
  });
  return (
    <SessionLayout title="Confirm your address">
      <p role="status">{notice}</p>
      <Form onSubmit={submit} validationBehavior="aria">
        <FormAlert problem={problem} />
        <MailedCodeFields />
        <SubmitButton isPending={isPending}>Confirm</SubmitButton>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/">Sign in</Link>
      </nav>
    </SessionLayout>
  );
};
