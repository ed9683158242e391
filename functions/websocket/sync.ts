import { utf8Bytes } from '../contract/text.ts';
import { maxFrameBytes, websocketActions } from '../contract/websocket-actions.ts';
import { syncConversations } from '../domain/sync/sync-conversations.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';

const deps = conversationDeps();

export const handler = liveRoute(websocketActions.sync, async ({ frame, connection }) => {
  const ack = { type: 'ack' as const, requestId: frame.requestId, conversations: [] };
  const maxBytes = maxFrameBytes - utf8Bytes(JSON.stringify(ack));
  const conversations = await syncConversations(deps, {
    caller: connection,
    conversations: frame.conversations,
    maxBytes,
  });
  return { ...ack, conversations };
});
