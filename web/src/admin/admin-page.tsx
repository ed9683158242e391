import type { SignedInUser } from '@chemchat/client';
import { Link, Redirect, Route, Switch, useRoute } from 'wouter';
import { Icon } from '../ui/icon.tsx';
import { PageTitle } from '../workspace/page-title.tsx';
import { Audit } from './audit.tsx';
import { Invitations } from './invitations.tsx';
import { People } from './people.tsx';

const AdminLink = ({ href, children }: { readonly href: string; readonly children: string }) => {
  const [isHere] = useRoute(href);
  return (
    <Link href={href} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
};

/** What the admins of a team look after: who is in it, who is invited, and what happened. */
const AdminPage = ({ user }: { readonly user: SignedInUser }) => (
  <>
    <PageTitle of="Administration" />
    <header className="bar">
      <Link href="/" className="icon-button back-link" aria-label="Back to conversations">
        <Icon name="back" />
      </Link>
      <div className="bar-title">
        <h2>Administration</h2>
        <p>{user.tenantId}</p>
      </div>
      <nav className="admin-links" aria-label="Administration">
        <AdminLink href="/admin/people">People</AdminLink>
        <AdminLink href="/admin/invitations">Invitations</AdminLink>
        <AdminLink href="/admin/audit">Audit</AdminLink>
      </nav>
    </header>
    <div className="admin-body">
      {user.roles.includes('admin') ? (
        <Switch>
          <Route path="/admin/people">
            <People user={user} />
          </Route>
          <Route path="/admin/invitations">
            <Invitations user={user} />
          </Route>
          <Route path="/admin/audit">
            <Audit />
          </Route>
          <Route>
            <Redirect to="/admin/people" replace />
          </Route>
        </Switch>
      ) : (
        <p className="nothing">Only admins of your team can look at this.</p>
      )}
    </div>
  </>
);

export default AdminPage;
