import { lifecycleRoute } from '../platform/handlers/websocket-route.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';

const withPresence = presenceAnnouncer();

/** Forgets a connection. Best effort on API Gateway's side: one that goes without it is found by the sweep. */
export const handler = lifecycleRoute(async (connection) => {
  const { tenantId, userId, connectionId } = connection;
  await withPresence(connection, (connections) => connections.remove(tenantId, userId, connectionId));
  return { statusCode: 200 };
});
