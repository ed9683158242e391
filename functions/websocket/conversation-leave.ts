import { websocketActions } from '../contract/websocket-actions.ts';
import { systemClock } from '../domain/clock.ts';
import { leaveConversation } from '../domain/connections/leave-conversation.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { environment } from '../platform/environment.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { liveDeps } from '../platform/live-deps.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';

const client = dynamoClient();
const deps = {
  ...conversationDeps(client),
  ...liveDeps(client),
  connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
};

export const handler = liveRoute(
  websocketActions['conversation.leave'],
  async ({ frame: { conversationId }, connection }) => {
    return { type: 'ack' as const, ...(await leaveConversation(deps, { connection, conversationId })) };
  },
);
