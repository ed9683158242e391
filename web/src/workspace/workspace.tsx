import type { SignedInUser } from '@chemchat/client';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import { Inbox } from '../inbox/inbox.tsx';
import { useClient } from '../session/client.ts';
import { OwnProfileContext, useLoadedProfile } from '../session/own-profile.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { PageTitle } from './page-title.tsx';
import { useNotifications } from './use-notifications.ts';

const AdminPage = lazy(() => import('../admin/admin-page.tsx'));
const ConversationPage = lazy(() => import('../chat/conversation-page.tsx'));

/** What opens over the page. */
const dialogs = {
  search: lazy(() => import('../search/search-dialog.tsx')),
  begin: lazy(() => import('../people/new-conversation-dialog.tsx')),
  settings: lazy(() => import('../settings/settings-dialog.tsx')),
};

const Nothing = () => (
  <>
    <PageTitle />
    <p className="nothing">Choose a conversation.</p>
  </>
);

/** All that somebody who is signed in sees: their conversations, and the one they are in. */
const Workspace = ({ user }: { readonly user: SignedInUser }) => {
  const client = useClient();
  const own = useLoadedProfile();
  const name = own.profile?.displayName ?? user.displayName;
  const [isIn, route] = useRoute<{ conversationId: string }>('/c/:conversationId');
  const [isAdministering] = useRoute('/admin/*?');
  const [open, setOpen] = useState<keyof typeof dialogs>();
  const Dialog = open && dialogs[open];
  useEffect(() => {
    client.connect();
    return () => client.disconnect();
  }, [client]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen('search');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  useNotifications(user, isIn ? route.conversationId : undefined);
  return (
    <div className="workspace" data-shows={isIn || isAdministering ? 'main' : 'sidebar'}>
      <ConnectionBanner />
      <nav className="sidebar" aria-label="Conversations">
        <header className="bar">
          <Avatar id={user.id} name={name} url={own.profile?.avatarUrl} />
          <div className="bar-title">
            <h1>{name}</h1>
            <p>{user.tenantId}</p>
          </div>
          <IconButton icon="search" label="Search" onPress={() => setOpen('search')} />
          <IconButton icon="add" label="New conversation" onPress={() => setOpen('begin')} />
          {user.roles.includes('admin') && (
            <Link href="/admin/people" className="icon-button" aria-label="Administration" title="Administration">
              <Icon name="shield" />
            </Link>
          )}
          <IconButton icon="settings" label="Settings" onPress={() => setOpen('settings')} />
        </header>
        <Inbox user={user} currentId={isIn ? route.conversationId : undefined} onBegin={() => setOpen('begin')} />
      </nav>
      <main className="main">
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/c/:conversationId">
              {({ conversationId }) => (
                <ConversationPage key={conversationId} conversationId={conversationId} user={user} />
              )}
            </Route>
            <Route path="/admin/*?">
              <AdminPage user={user} />
            </Route>
            <Route component={Nothing} />
          </Switch>
        </Suspense>
      </main>
      {Dialog && (
        <OwnProfileContext value={own}>
          <Suspense>
            <Dialog user={user} onClose={() => setOpen(undefined)} />
          </Suspense>
        </OwnProfileContext>
      )}
    </div>
  );
};

export default Workspace;
