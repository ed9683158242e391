import type { Conversation } from '@chemchat/client';
import { useEffect, useRef, useState } from 'react';

/** What arrives is read out from here, and older messages that are loaded are not. */
export interface LiveAnnouncerProps {
  readonly conversation: Conversation;
  readonly ownUserId: string;
  readonly nameOf: (userId: string) => string;
}

/** Has screen readers read what others write while the conversation is open. */
export const LiveAnnouncer = ({ conversation, ownUserId, nameOf }: LiveAnnouncerProps) => {
  const [text, setText] = useState('');
  const name = useRef(nameOf);
  name.current = nameOf;
  useEffect(
    () =>
      conversation.onMessage(({ senderId, content }) => {
        if (senderId !== ownUserId) setText(`${name.current(senderId)}: ${content || 'Attachment'}`);
      }),
    [conversation, ownUserId],
  );
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
};
