import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';
import { connectionOf, type WebSocketEvent } from '../platform/handlers/websocket-event.ts';
import { offeredSubProtocols, subProtocol } from '../platform/handshake.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';
import { SweepEntryRepository } from '../platform/repositories/sweep-entry-repository.ts';

const withPresence = presenceAnnouncer();
const sweepEntries = new SweepEntryRepository(dynamoClient(), environment('LIVE_TABLE'));

/** Registers a connection that the authorizer let in. Browsers want the sub-protocol that they offered echoed. */
export const handler = observed(async (event: WebSocketEvent): Promise<APIGatewayProxyStructuredResultV2> => {
  const connection = connectionOf(event);
  // First, so that no connection is known that the sweep does not come by.
  await sweepEntries.add(connection);
  await withPresence(connection, (connections) => connections.put(connection));
  const offered = offeredSubProtocols(event.headers ?? {}).includes(subProtocol);
  return { statusCode: 200, ...(offered && { headers: { 'Sec-WebSocket-Protocol': subProtocol } }) };
});
