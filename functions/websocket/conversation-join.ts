import { websocketActions } from '../contract/websocket-actions.ts';
import { systemClock } from '../domain/clock.ts';
import { joinConversation } from '../domain/connections/join-conversation.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { environment } from '../platform/environment.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveDeps } from '../platform/live-deps.ts';
import { liveLease } from '../platform/live-lease.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';

const client = dynamoClient();
const requireLease = liveLease();
const deps = {
  ...conversationDeps(client),
  ...liveDeps(client),
  connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
};

export const handler = websocketRoute(
  websocketActions['conversation.join'],
  async ({ frame: { conversationId }, connection }) => {
    await requireLease(connection);
    return { type: 'ack' as const, ...(await joinConversation(deps, { connection, conversationId })) };
  },
);
