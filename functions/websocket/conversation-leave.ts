import { websocketActions } from '../contract/websocket-actions.ts';
import { dynamoClient } from '../platform/clients.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveDeps } from '../platform/live-deps.ts';

const { subscriptions } = liveDeps(dynamoClient());

export const handler = websocketRoute(
  websocketActions['conversation.leave'],
  async ({ frame: { conversationId }, connection }) => {
    await subscriptions.remove({ tenantId: connection.tenantId, conversationId }, connection);
    return { type: 'ack' as const };
  },
);
