import { Form } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { SessionLayout } from './session-layout.tsx';

/** Has a code mailed to choose a new password with. */
export const ForgotPasswordPage = () => {
  const client = useClient();
  const [, navigate] = useLocation();
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const email = fields.required('email', 'your email address').trim();
    await client.auth.forgotPassword({ email });
    navigate(`/reset-password?email=${encodeURIComponent(email)}`);
  });
  return (
    <SessionLayout title="Forgot your password?">
      <p>We mail you a code to choose a new one with.</p>
      <Form {...form}>
        <FormAlert problem={problem} />
        <Field name="email" label="Email" type="email" autoComplete="username" autoFocus />
        <SubmitButton isPending={isPending}>Mail me a code</SubmitButton>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/">Sign in</Link>
      </nav>
    </SessionLayout>
  );
};
