import { websocketActions } from '../contract/websocket-actions.ts';
import { systemClock } from '../domain/clock.ts';
import { requireLiveLease } from '../domain/connections/require-live-lease.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';
import { sendAndDeliver } from '../platform/send-and-deliver.ts';

const client = dynamoClient();
const leases = {
  connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
  clock: systemClock,
};
const send = sendAndDeliver(client);

export const handler = websocketRoute(
  websocketActions['message.send'],
  async ({ frame: { action, requestId, ...draft }, connection, correlationId }) => {
    await requireLiveLease(leases, connection);
    const { outcome, message } = await send({
      ...draft,
      caller: connection,
      correlationId,
      exceptConnectionId: connection.connectionId,
    });
    return { type: 'ack' as const, message, ...(outcome === 'duplicate' && { duplicate: true as const }) };
  },
);
