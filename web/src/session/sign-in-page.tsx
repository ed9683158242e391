import type { EndReason, LogInResult } from '@chemchat/client';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useClient } from './client.ts';
import { SecondFactorForm } from './second-factor-form.tsx';
import { SessionLayout } from './session-layout.tsx';
import type { SignInState } from './sign-in-state.ts';

type Challenge = Extract<LogInResult, { status: 'mfa-required' }>;

/** What somebody is told whom nobody asked whether to sign out. */
const endTexts: Readonly<Record<EndReason, string | undefined>> = {
  'logged-out': undefined,
  revoked: 'This device was signed out from another one.',
  expired: 'Your session is over. Sign in again.',
};

/** Where somebody comes from who has to sign in. */
export interface SignInPageProps {
  /** Why nobody is signed in any more; undefined where nobody was. */
  readonly endReason: EndReason | undefined;
}

/** The first page of somebody who is not signed in. */
export const SignInPage = ({ endReason }: SignInPageProps) => {
  const client = useClient();
  const told = useHistoryState<SignInState | null>();
  const notice = told?.notice ?? (endReason && endTexts[endReason]);
  const [challenge, setChallenge] = useState<Challenge>();
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const email = fields.required('email', 'your email address').trim();
    const password = fields.required('password', 'your password');
    const result = await client.auth.logIn({ email, password });
    if (result.status === 'mfa-required') setChallenge(result);
  });
  if (challenge) return <SecondFactorForm challenge={challenge} onCancel={() => setChallenge(undefined)} />;
  return (
    <SessionLayout title="Sign in">
      {notice !== undefined && (
        <p role="status" className="notice">
          {notice}
        </p>
      )}
      <Form {...form}>
        <FormAlert problem={problem} />
        <Field
          name="email"
          label="Email"
          type="email"
          defaultValue={told?.email ?? ''}
          autoComplete="username"
          autoFocus={told?.email === undefined}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          autoFocus={told?.email !== undefined}
        />
        <SubmitButton isPending={isPending}>Sign in</SubmitButton>
      </Form>
      <nav className="session-links" aria-label="Other ways">
        <Link href="/sign-up">Create an account</Link>
        <Link href="/forgot-password">Forgot your password?</Link>
        <Link href="/confirm">Confirm your address</Link>
      </nav>
    </SessionLayout>
  );
};
