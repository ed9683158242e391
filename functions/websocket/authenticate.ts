import { websocketActions } from '../contract/websocket-actions.ts';
import { systemClock } from '../domain/clock.ts';
import { renewConnection } from '../domain/connections/renew-connection.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';
import { DenialRepository } from '../platform/repositories/denial-repository.ts';
import { TicketRepository } from '../platform/repositories/ticket-repository.ts';

const client = dynamoClient();
const deps = {
  tickets: new TicketRepository(client, environment('LIVE_TABLE')),
  connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
  denials: new DenialRepository(client, environment('LIVE_TABLE'), systemClock),
  clock: systemClock,
};

export const handler = websocketRoute(websocketActions.authenticate, async ({ frame, connection }) => ({
  type: 'authenticated' as const,
  ...(await renewConnection(deps, { connection, token: frame.token })),
}));
