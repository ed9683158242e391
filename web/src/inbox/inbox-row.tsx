import type { ConversationInfo } from '@chemchat/client';
import { Link } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { Avatar } from '../ui/avatar.tsx';
import { formatShort } from '../ui/format-time.ts';
import { Icon } from '../ui/icon.tsx';
import { lastMessageText } from './last-message-text.ts';

/** A conversation in the inbox. */
export interface InboxRowProps {
  readonly conversation: ConversationInfo;
  readonly ownUserId: string;
  readonly isCurrent: boolean;
}

/** A conversation in the inbox: what it is called, what was said last, and how much is unread. */
export const InboxRow = ({ conversation, ownUserId, isCurrent }: InboxRowProps) => {
  const { id, peer, unreadCount, lastMessage, updatedAt, muted } = conversation;
  const title = conversationTitle(conversation);
  return (
    <Link
      href={`/c/${encodeURIComponent(id)}`}
      className={unreadCount > 0 && !muted ? 'inbox-row unread' : 'inbox-row'}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Avatar id={peer?.id ?? id} name={title} url={peer?.avatarUrl} />
      <div className="inbox-text">
        <div className="inbox-line">
          <b>
            <bdi>{title}</bdi>
          </b>
          {muted && (
            <span className="inbox-muted">
              <Icon name="muted" size={14} />
              <span className="visually-hidden">muted</span>
            </span>
          )}
          <small>{formatShort(updatedAt)}</small>
        </div>
        <div className="inbox-line">
          <span className="inbox-last">{lastMessageText(lastMessage, ownUserId)}</span>
          {unreadCount > 0 && (
            <span className={muted ? 'badge muted' : 'badge'}>
              {unreadCount}
              <span className="visually-hidden"> unread</span>
            </span>
          )}
        </div>
      </div>
    </Link>
  );
};
