import type { Message } from '@chemchat/client';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import { Attachments } from '../media/attachments.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { formatDateTime, formatDay, formatTime } from '../ui/format-time.ts';
import { useConversationView } from './conversation-view.ts';
import { MessageActions } from './message-actions.tsx';
import { MessageBody } from './message-body.tsx';
import type { MessageItem } from './message-item.ts';
import { Reactions } from './reactions.tsx';

interface MessageRowProps {
  readonly item: Extract<MessageItem, { kind: 'message' }>;
}

/** What a reply answers, in a line that leads there. */
const Quote = ({ message }: { readonly message: Message | undefined }) => {
  const { nameOf, jumpTo } = useConversationView();
  if (message === undefined) return <p className="quote">An earlier message</p>;
  return (
    <Button className="quote" onPress={() => jumpTo(message.sequenceNumber)}>
      <b>
        <bdi>{nameOf(message.senderId)}</bdi>
      </b>{' '}
      {message.deleted ? 'Deleted message' : message.content || 'Attachment'}
    </Button>
  );
};

const Tombstone = () => <p className="message-deleted">This message was deleted.</p>;

/** A committed message. */
export const MessageRow = memo(({ item: { message, day, isContinued, isFirstUnread } }: MessageRowProps) => {
  const view = useConversationView();
  const { id, senderId, sequenceNumber } = message;
  const isOwn = senderId === view.ownUserId;
  const name = view.nameOf(senderId);
  const mayDelete = isOwn || view.isModerator;
  return (
    <>
      {day !== undefined && <p className="day">{formatDay(day)}</p>}
      {isFirstUnread && <p className="unread-line">New messages</p>}
      {/* Focused by a tap, which shows what can be done with it. */}
      <article
        tabIndex={-1}
        className={`message${isOwn ? ' own' : ''}${isContinued ? ' continued' : ''}`}
        aria-label={`${isOwn ? 'You' : name}, ${formatDateTime(message.timestamp)}`}
        data-sequence-number={sequenceNumber}
        data-found={view.foundSequence === sequenceNumber || undefined}
      >
        <div className="message-side">
          {!isContinued && <Avatar id={senderId} name={name} url={view.avatarOf(senderId)} />}
        </div>
        <div className="message-main">
          {!isContinued && (
            <header className="message-header">
              <b>
                <bdi>{name}</bdi>
              </b>{' '}
              <time dateTime={message.timestamp}>{formatTime(message.timestamp)}</time>
            </header>
          )}
          {message.replyTo !== undefined && <Quote message={view.messageOf(message.replyTo)} />}
          {message.deleted ? (
            <Tombstone />
          ) : (
            <MessageBody content={message.content} mentionedNames={(message.mentions ?? []).map(view.nameOf)} />
          )}
          <Attachments media={message.attachments} />
          <Reactions
            reactions={message.reactions}
            ownUserId={view.ownUserId}
            nameOf={view.nameOf}
            onToggle={(emoji, isAlready) => view.react(id, emoji, !isAlready)}
          />
          <footer className="message-footer">
            {message.editedAt !== undefined && !message.deleted && <span>edited</span>}
            {isOwn && view.readBy(sequenceNumber) && <span>{view.readBy(sequenceNumber)}</span>}
          </footer>
        </div>
        {!message.deleted && (
          <MessageActions
            onReact={(emoji) => view.react(id, emoji, true)}
            onReply={() => view.reply(message)}
            onEdit={isOwn ? () => view.edit(message) : undefined}
            onDelete={mayDelete ? () => view.remove(message) : undefined}
          />
        )}
      </article>
    </>
  );
});
