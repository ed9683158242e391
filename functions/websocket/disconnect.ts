import { systemClock } from '../domain/clock.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';
import { connectionOf, type WebSocketEvent } from '../platform/handlers/websocket-event.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';

const connections = new ConnectionRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock);

/** Forgets a connection. Best effort on API Gateway's side: one that is not announced ends with its lease. */
export const handler = observed(async (event: WebSocketEvent) => {
  const { tenantId, userId, connectionId } = connectionOf(event);
  await connections.remove(tenantId, userId, connectionId);
  return { statusCode: 200 };
});
