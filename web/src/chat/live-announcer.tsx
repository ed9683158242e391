import type { Conversation } from '@chemchat/client';
import { useEffect, useRef, useState } from 'react';

/** What arrives is read out from here, and older messages that are loaded are not. */
export interface LiveAnnouncerProps {
  readonly conversation: Conversation;
  readonly ownUserId: string;
  readonly nameOf: (userId: string) => string;
}

/** What is added is read out, each by itself; what was read out may go. */
const most = 20;

/** Has screen readers read what others write while the conversation is open. */
export const LiveAnnouncer = ({ conversation, ownUserId, nameOf }: LiveAnnouncerProps) => {
  const [told, setTold] = useState<readonly { readonly id: string; readonly text: string }[]>([]);
  const name = useRef(nameOf);
  name.current = nameOf;
  useEffect(
    () =>
      conversation.onMessage(({ id, senderId, content }) => {
        if (senderId === ownUserId) return;
        const text = `${name.current(senderId)}: ${content || 'Attachment'}`;
        setTold((before) => [...before.slice(1 - most), { id, text }]);
      }),
    [conversation, ownUserId],
  );
  return (
    <div className="visually-hidden" role="log" aria-label="New messages">
      {told.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
};
