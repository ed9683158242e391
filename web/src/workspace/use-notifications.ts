import type { ChatClient, ServerEvent, SignedInUser } from '@chemchat/client';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { useClient } from '../session/client.ts';
import { isLookedAt } from '../ui/is-looked-at.ts';

type Created = Extract<ServerEvent, { type: 'message.created' }>;

/** What a notification says of a message; undefined where its conversation is none of the inbox, or muted. */
const notificationOf = async (client: ChatClient, { conversationId, senderId, content, attachments }: Created) => {
  const conversation = client.inbox.getSnapshot().conversations.find(({ id }) => id === conversationId);
  if (conversation === undefined || conversation.muted) return undefined;
  const said = content || (attachments[0]?.fileName ?? '');
  const title = conversationTitle(conversation);
  if (conversation.type === 'direct') return { title, body: said };
  // Without an answer it is told of all the same.
  const sender = await client.api.getUser(senderId).catch(() => undefined);
  return { title, body: sender === undefined ? said : `${sender.displayName}: ${said}` };
};

/**
 * Shows what others write where somebody allowed it: of all conversations while they look elsewhere, else of those that
 * are not open; never of muted ones.
 */
export const useNotifications = (user: SignedInUser, openId: string | undefined): void => {
  const client = useClient();
  const [, navigate] = useLocation();
  const open = useRef(openId);
  open.current = openId;
  const toldOf = useRef<readonly string[]>([]);
  useEffect(
    () =>
      client.on('message.created', async (message) => {
        const { id, conversationId, senderId } = message;
        const isAllowed = 'Notification' in globalThis && Notification.permission === 'granted';
        const isInView = isLookedAt() && open.current === conversationId;
        // A message may come more than once.
        if (!isAllowed || senderId === user.id || isInView || toldOf.current.includes(id)) return;
        toldOf.current = [...toldOf.current.slice(-99), id];
        const text = await notificationOf(client, message);
        if (text === undefined) return;
        // The tag: of several tabs one shows it.
        const notification = new Notification(text.title, { body: text.body, tag: id });
        notification.onclick = () => {
          window.focus();
          navigate(`/c/${encodeURIComponent(conversationId)}`);
          notification.close();
        };
      }),
    [client, user.id, navigate],
  );
};
