import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../domain/clock.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';
import { connectionOf, type WebSocketEvent } from '../platform/handlers/websocket-event.ts';
import { offeredSubProtocols, subProtocol } from '../platform/handshake.ts';
import { ConnectionRepository } from '../platform/repositories/connection-repository.ts';

const connections = new ConnectionRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock);

/** Registers a connection that the authorizer let in. Browsers want the sub-protocol that they offered echoed. */
export const handler = observed(async (event: WebSocketEvent): Promise<APIGatewayProxyStructuredResultV2> => {
  await connections.put(connectionOf(event));
  const offered = offeredSubProtocols(event.headers ?? {}).includes(subProtocol);
  return { statusCode: 200, ...(offered && { headers: { 'Sec-WebSocket-Protocol': subProtocol } }) };
});
