import type { EndReason } from '@chemchat/client';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { forgetDrafts } from './chat/drafts.ts';
import { useClient } from './session/client.ts';
import { ConfirmPage } from './session/confirm-page.tsx';
import { ForgotPasswordPage } from './session/forgot-password-page.tsx';
import { ResetPasswordPage } from './session/reset-password-page.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { SignUpPage } from './session/sign-up-page.tsx';
import { useSignedInUser } from './session/use-signed-in-user.ts';
import { Waiting } from './ui/waiting.tsx';

const Workspace = lazy(() => import('./workspace/workspace.tsx'));

const SignedOut = ({ endReason }: { readonly endReason: EndReason | undefined }) => (
  <Switch>
    <Route path="/sign-up" component={SignUpPage} />
    <Route path="/confirm" component={ConfirmPage} />
    <Route path="/forgot-password" component={ForgotPasswordPage} />
    <Route path="/reset-password" component={ResetPasswordPage} />
    <Route>
      <SignInPage endReason={endReason} />
    </Route>
  </Switch>
);

/** The whole of the page: signing in, or the chat of who is signed in. */
export const App = () => {
  const client = useClient();
  const user = useSignedInUser();
  const [isRestored, setRestored] = useState(false);
  const [endReason, setEndReason] = useState<EndReason>();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      client.on('signed-out', (reason) => {
        forgetDrafts();
        setEndReason(reason);
        // Whom nobody asked comes back to where they were.
        if (reason === 'logged-out') navigate('/');
      }),
    [client, navigate],
  );
  useEffect(() => {
    client.auth.restore().finally(() => setRestored(true));
  }, [client]);
  if (!isRestored) return <Waiting />;
  if (user === undefined) return <SignedOut endReason={endReason} />;
  return (
    <Suspense fallback={<Waiting />}>
      <Workspace key={user.id} user={user} />
    </Suspense>
  );
};
