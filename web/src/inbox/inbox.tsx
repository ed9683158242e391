import type { SignedInUser } from '@chemchat/client';
import { Link } from 'wouter';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { Waiting } from '../ui/waiting.tsx';
import { InboxRow } from './inbox-row.tsx';

/** The person's conversations, newest activity first. */
export const Inbox = ({ user, currentId }: { readonly user: SignedInUser; readonly currentId: string | undefined }) => {
  const client = useClient();
  const { conversations, isLoaded } = useObservable(client.inbox);
  if (!isLoaded && conversations.length === 0) return <Waiting />;
  if (conversations.length === 0) {
    return (
      <p className="nothing">
        <span>
          Nobody has written yet. <Link href="/new">Begin a conversation</Link>
        </span>
      </p>
    );
  }
  return (
    <ul className="inbox" aria-label="Conversations">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <InboxRow conversation={conversation} ownUserId={user.id} isCurrent={conversation.id === currentId} />
        </li>
      ))}
    </ul>
  );
};
