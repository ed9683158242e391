import { Form } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { MailedCodeFields } from './mailed-code-fields.tsx';
import { SessionLayout } from './session-layout.tsx';
import type { SignInState } from './sign-in-state.ts';

/** Takes the mailed code and a new password. */
export const ResetPasswordPage = () => {
  const client = useClient();
  const [, navigate] = useLocation();
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const email = fields.required('email', 'your email address').trim();
    await client.auth.resetPassword({
      email,
      code: fields.requiredCode('code', 'the code from the mail'),
      newPassword: fields.required('newPassword', 'a new password'),
    });
    navigate('/', { state: { notice: 'Your password is changed. Sign in with it.', email } satisfies SignInState });
  });
  return (
    <SessionLayout title="Choose a new password">
      <p>If somebody has that address, a code is on its way there. Choosing a new password signs all devices out.</p>
      <Form {...form}>
        <FormAlert problem={problem} />
        <MailedCodeFields />
        <Field name="newPassword" label="New password" type="password" autoComplete="new-password" />
        <SubmitButton isPending={isPending}>Change password</SubmitButton>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/">Sign in</Link>
      </nav>
    </SessionLayout>
  );
};
