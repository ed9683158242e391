import { maxFrameBytes, websocketActions } from '../contract/websocket-actions.ts';
import { syncConversations } from '../domain/sync/sync-conversations.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';

const deps = conversationDeps();

/** What the ack has beside its pages, and fifty pages that hold no entry. */
const reservedBytes = 12 * 1024;

export const handler = liveRoute(websocketActions.sync, async ({ frame: { conversations }, connection }) => {
  const maxBytes = maxFrameBytes - reservedBytes;
  return {
    type: 'ack' as const,
    conversations: await syncConversations(deps, { caller: connection, conversations, maxBytes }),
  };
});
