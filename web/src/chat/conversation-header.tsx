import type { Conversation, ConversationSnapshot, SignedInUser } from '@chemchat/client';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { Avatar } from '../ui/avatar.tsx';
import { formatDateTime } from '../ui/format-time.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PageTitle } from '../workspace/page-title.tsx';
import { conversationTitle } from './conversation-title.ts';

const ConversationDialog = lazy(() => import('../members/conversation-dialog.tsx'));

/** What the top of a conversation tells of. */
export interface ConversationHeaderProps {
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
  readonly user: SignedInUser;
}

const presenceText = (presence: ReturnType<ReturnType<typeof useClient>['presence']['of']>): string => {
  if (presence === undefined) return '';
  if (presence.status === 'offline' && presence.lastSeen) return `Last seen ${formatDateTime(presence.lastSeen)}`;
  return { online: 'Online', away: 'Away', offline: 'Offline' }[presence.status];
};

const membersText = (count: number | undefined, onlineCount: number): string => {
  if (count === undefined) return '';
  return `${count} ${count === 1 ? 'member' : 'members'}${onlineCount > 0 ? `, ${onlineCount} online` : ''}`;
};

/** The top of a conversation: what it is called, and who is there. */
export const ConversationHeader = ({ conversation, snapshot, user }: ConversationHeaderProps) => {
  const { id, info, members } = snapshot;
  const [isOpen, setOpen] = useState(false);
  const client = useClient();
  const presences = useObservable(client.presence);
  const title = info === undefined ? '…' : conversationTitle(info);
  const peer = info?.peer === undefined ? undefined : presences.get(info.peer.id);
  const onlineCount = (members ?? []).filter(
    ({ userId }) => userId !== user.id && presences.get(userId)?.status === 'online',
  ).length;
  const state = info?.type === 'direct' ? presenceText(peer) : membersText(info?.memberCount, onlineCount);
  return (
    <header className="bar">
      <PageTitle of={title} />
      <Link href="/" className="icon-button back-link" aria-label="Back to conversations">
        <Icon name="back" />
      </Link>
      <Avatar id={info?.peer?.id ?? id} name={title} url={info?.peer?.avatarUrl} isOnline={peer?.status === 'online'} />
      <div className="bar-title">
        <h2>{title}</h2>
        <p>{state}</p>
      </div>
      <IconButton
        icon="people"
        label="Members and settings"
        onPress={() => setOpen(true)}
        isDisabled={info === undefined}
      />
      {isOpen && info !== undefined && (
        <Suspense>
          <ConversationDialog
            conversation={conversation}
            snapshot={snapshot}
            info={info}
            user={user}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </header>
  );
};
