import type { SignedInUser } from '@chemchat/client';
import { lazy, Suspense, useEffect } from 'react';
import { Button } from 'react-aria-components';
import { Link, Route, Switch, useRoute } from 'wouter';
import { Inbox } from '../inbox/inbox.tsx';
import { useClient } from '../session/client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ConnectionBanner } from './connection-banner.tsx';

const ConversationPage = lazy(() => import('../chat/conversation-page.tsx'));

const NewConversationDialog = lazy(() => import('../people/new-conversation-dialog.tsx'));

const Nothing = () => (
  <>
    <title>ChemChat</title>
    <p className="nothing">Choose a conversation.</p>
  </>
);

/** All that somebody who is signed in sees: their conversations, and the one they are in. */
const Workspace = ({ user }: { readonly user: SignedInUser }) => {
  const client = useClient();
  const [isIn, route] = useRoute<{ conversationId: string }>('/c/:conversationId');
  useEffect(() => {
    client.connect();
    return () => client.disconnect();
  }, [client]);
  return (
    <div className="workspace" data-shows={isIn ? 'main' : 'sidebar'}>
      <ConnectionBanner />
      <nav className="sidebar" aria-label="Conversations">
        <header className="bar">
          <Avatar id={user.id} name={user.displayName} />
          <div className="bar-title">
            <h1>{user.displayName}</h1>
            <p>{user.tenantId}</p>
          </div>
          <Link href="/new" className="icon-button" aria-label="New conversation">
            <Icon name="add" />
          </Link>
          <Button className="button" onPress={() => void client.auth.logOut()}>
            Sign out
          </Button>
        </header>
        <Inbox user={user} currentId={isIn ? route.conversationId : undefined} />
      </nav>
      <main className="main">
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/c/:conversationId">
              {({ conversationId }) => (
                <ConversationPage key={conversationId} conversationId={conversationId} user={user} />
              )}
            </Route>
            <Route component={Nothing} />
          </Switch>
          <Route path="/new">
            <NewConversationDialog user={user} />
          </Route>
        </Suspense>
      </main>
    </div>
  );
};

export default Workspace;
