import { systemClock } from '../domain/clock.ts';
import { closeSockets } from '../domain/sessions/close-sockets.ts';
import { connectionsClient, dynamoClient } from '../platform/clients.ts';
import { ApiGatewayConnectionGateway } from '../platform/connection-gateway.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';

const gateway = new ApiGatewayConnectionGateway(connectionsClient(environment('CONNECTIONS_ENDPOINT')));
const deps = {
  connections: new ConnectionRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock),
  gateway,
  sockets: gateway,
  clock: systemClock,
};

/** Closes the sockets of a session that has ended: by logging out, by being revoked, or by its age. */
export const handler = busConsumer('session.ended', (event) => closeSockets(deps, event));
