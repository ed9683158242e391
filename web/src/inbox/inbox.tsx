import type { SignedInUser } from '@chemchat/client';
import { Button } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { Waiting } from '../ui/waiting.tsx';
import { InboxRow } from './inbox-row.tsx';

/** Whose conversations, and which of them is open. */
export interface InboxProps {
  readonly user: SignedInUser;
  readonly currentId: string | undefined;
  readonly onBegin: () => void;
}

/** The person's conversations, newest activity first. */
export const Inbox = ({ user, currentId, onBegin }: InboxProps) => {
  const client = useClient();
  const { conversations, isLoaded } = useObservable(client.inbox);
  if (!isLoaded && conversations.length === 0) return <Waiting />;
  if (conversations.length === 0) {
    return (
      <div className="inbox-nothing">
        <p>Nobody has written yet.</p>
        <Button className="button primary" onPress={onBegin}>
          Begin a conversation
        </Button>
      </div>
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
