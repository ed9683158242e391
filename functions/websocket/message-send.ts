import { websocketActions } from '../contract/websocket-actions.ts';
import { dynamoClient } from '../platform/clients.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveLease } from '../platform/live-lease.ts';
import { sendAndDeliver } from '../platform/send-and-deliver.ts';

const requireLease = liveLease();
const send = sendAndDeliver(dynamoClient());

export const handler = websocketRoute(
  websocketActions['message.send'],
  async ({ frame: { action, requestId, ...draft }, connection, correlationId }) => {
    await requireLease(connection);
    const { outcome, message } = await send({
      ...draft,
      caller: connection,
      correlationId,
      exceptConnectionId: connection.connectionId,
    });
    return { type: 'ack' as const, message, ...(outcome === 'duplicate' && { duplicate: true as const }) };
  },
);
