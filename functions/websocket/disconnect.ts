import { observed } from '../platform/handlers/observed.ts';
import { connectionOf, type WebSocketEvent } from '../platform/handlers/websocket-event.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';
import { withinTenant } from '../platform/tenant-fence.ts';

const withPresence = presenceAnnouncer();

/** Forgets a connection. Best effort on API Gateway's side: one that goes without it is found by the sweep. */
export const handler = observed(async (event: WebSocketEvent) => {
  const connection = connectionOf(event);
  const { tenantId, userId, connectionId } = connection;
  await withinTenant(tenantId, () =>
    withPresence(connection, (connections) => connections.remove(tenantId, userId, connectionId)),
  );
  return { statusCode: 200 };
});
