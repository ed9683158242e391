import type { SignedInUser } from '@chemchat/client';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { useClient } from '../session/client.ts';

/** Shows what others write while somebody looks elsewhere, where they allowed it; not of conversations that are muted. */
export const useNotifications = (user: SignedInUser): void => {
  const client = useClient();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      client.on('message.created', ({ id, conversationId, senderId, content }) => {
        const isAllowed = 'Notification' in globalThis && Notification.permission === 'granted';
        if (!isAllowed || senderId === user.id || document.hasFocus()) return;
        const conversation = client.inbox.getSnapshot().conversations.find((one) => one.id === conversationId);
        if (conversation === undefined || conversation.muted) return;
        // The tag: a message that comes twice is shown once.
        const notification = new Notification(conversationTitle(conversation), { body: content, tag: id });
        notification.onclick = () => {
          window.focus();
          navigate(`/c/${encodeURIComponent(conversationId)}`);
          notification.close();
        };
      }),
    [client, user.id, navigate],
  );
};
