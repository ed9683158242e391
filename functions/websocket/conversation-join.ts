import { websocketActions } from '../contract/websocket-actions.ts';
import { systemClock } from '../domain/clock.ts';
import { joinConversation } from '../domain/connections/join-conversation.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { environment } from '../platform/environment.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { liveDeps } from '../platform/live-deps.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';
import { JoinRepository } from '../platform/repositories/join-repository.ts';

const client = dynamoClient();
const tables = { chatTable: environment('CHAT_TABLE'), liveTable: environment('LIVE_TABLE') };
const deps = {
  ...conversationDeps(client),
  ...liveDeps(client),
  connections: new ConnectionRepository(client, tables.liveTable, systemClock),
  joins: new JoinRepository(client, tables, systemClock),
};

export const handler = liveRoute(
  websocketActions['conversation.join'],
  async ({ frame: { conversationId }, connection }) => {
    return { type: 'ack' as const, ...(await joinConversation(deps, { connection, conversationId })) };
  },
);
