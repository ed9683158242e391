import { systemClock } from '../domain/clock.ts';
import { closeTenantSockets } from '../domain/tenants/close-tenant-sockets.ts';
import { connectionsClient, dynamoClient } from '../platform/clients.ts';
import { ApiGatewayConnectionGateway } from '../platform/connection-gateway.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const client = dynamoClient();
const deps = {
  users: new UserRepository(client, environment('CHAT_TABLE')),
  connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
  sockets: new ApiGatewayConnectionGateway(connectionsClient(environment('CONNECTIONS_ENDPOINT'))),
};

/** Closes the sockets of a tenant that was suspended; its rule lets that through alone. */
export const handler = busConsumer('audit.recorded', async ({ tenantId, entry }) => {
  if (entry.action === 'tenant.suspended') await closeTenantSockets(deps, tenantId);
});
