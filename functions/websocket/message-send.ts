import { websocketActions } from '../contract/websocket-actions.ts';
import { dynamoClient } from '../platform/clients.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { repeatedMessage, sendAndDeliver } from '../platform/send-and-deliver.ts';

const send = sendAndDeliver(dynamoClient());
const repeated = repeatedMessage(dynamoClient());

export const handler = liveRoute(
  websocketActions['message.send'],
  async ({ frame: { action, requestId, ...draft }, connection, correlationId }) => {
    const { outcome, message } = await send({
      ...draft,
      caller: connection,
      correlationId,
      exceptConnectionId: connection.connectionId,
    });
    return { type: 'ack' as const, message, ...(outcome === 'duplicate' && { duplicate: true as const }) };
  },
  async ({ connection }, said) => {
    const message = await repeated(connection, Object(said));
    return message && { type: 'ack' as const, message, duplicate: true as const };
  },
);
