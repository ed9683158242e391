import { Form } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { SessionLayout } from './session-layout.tsx';

/** Makes an account. A link may name the tenant and bring an invitation: `/sign-up?tenant=acme&invitation=…`. */
export const SignUpPage = () => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const displayName = fields.required('displayName', 'your name').trim();
    const email = fields.required('email', 'your email address').trim();
    const password = fields.required('password', 'a password');
    const tenant = fields.text('tenant').trim();
    const invitation = fields.text('invitation').trim();
    const person = { displayName, email, password, ...(tenant && { tenant }), ...(invitation && { invitation }) };
    const { confirmationRequired } = await client.auth.register(person);
    if (confirmationRequired) return navigate(`/confirm?email=${encodeURIComponent(email)}`);
    await client.auth.logIn({ email, password });
    navigate('/', { replace: true });
  });
  return (
    <SessionLayout title="Create an account">
      <Form {...form}>
        <FormAlert problem={problem} />
        <Field name="displayName" label="Name" autoComplete="name" autoFocus hint="What others see" />
        <Field
          name="email"
          label="Email"
          type="email"
          defaultValue={search.get('email') ?? ''}
          autoComplete="username"
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="At least 8 characters; longer is better"
        />
        <Field
          name="tenant"
          label="Team (optional)"
          autoComplete="organization"
          defaultValue={search.get('tenant') ?? ''}
          hint="The short name of the team you join"
        />
        <Field
          name="invitation"
          label="Invitation (optional)"
          autoComplete="off"
          defaultValue={search.get('invitation') ?? ''}
          hint="As it was mailed to you, or came with a link"
        />
        <SubmitButton isPending={isPending}>Create account</SubmitButton>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/">Sign in instead</Link>
      </nav>
    </SessionLayout>
  );
};
