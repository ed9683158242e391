import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { systemClock } from '../domain/clock.ts';
import { checkWebSocketToken } from '../domain/connections/websocket-tickets.ts';
import { Forbidden, Unauthenticated } from '../domain/errors.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';
import { userAgentIn } from '../platform/handlers/user-agent.ts';
import type { ConnectionContext } from '../platform/handlers/websocket-event.ts';
import { headerOf, originIsAllowed, tokenOf } from '../platform/handshake.ts';
import { logger } from '../platform/observability.ts';
import { originGuard } from '../platform/origin-guard.ts';
import { DenialRepository } from '../platform/repositories/denial-repository.ts';
import { TicketRepository } from '../platform/repositories/ticket-repository.ts';

const [client, table] = [dynamoClient(), environment('LIVE_TABLE')];
const deps = {
  tickets: new TicketRepository(client, table),
  denials: new DenialRepository(client, table, systemClock),
  clock: systemClock,
};
const allowedOrigins = environment('ALLOWED_ORIGINS');
const admit = originGuard();

const policy = (
  effect: 'Allow' | 'Deny',
  resource: string,
  principalId: string,
  context?: ConnectionContext,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
  ...(context && { context: { ...context } }),
});

/** Lets a handshake pass for a good token from an allowed origin; the answer is a policy, never an error. */
export const handler = observed(async (event: APIGatewayRequestAuthorizerEvent) => {
  const headers = event.headers ?? {};
  logger.appendKeys({ requestId: event.requestContext.requestId });
  try {
    const ip = await admit(headers, event.requestContext.identity.sourceIp);
    logger.appendKeys({ clientAddress: ip });
    if (!originIsAllowed(headers, allowedOrigins)) throw new Unauthenticated('cannot connect; origin');
    const query = event.queryStringParameters ?? {};
    const ticket = await checkWebSocketToken(deps, tokenOf(headers, query), query.deviceId);
    return policy('Allow', event.methodArn, ticket.userId, {
      tenantId: ticket.tenantId,
      userId: ticket.userId,
      sessionId: ticket.sessionId,
      expiresAtMs: String(ticket.expiresAtMs),
      batch: String(query.batch === '1'),
      ip,
      userAgent: userAgentIn(headerOf(headers, 'user-agent')) ?? '',
    });
  } catch (error) {
    if (!(error instanceof Unauthenticated || error instanceof Forbidden)) throw error;
    logger.info('handshake refused', { reason: error.message });
    return policy('Deny', event.methodArn, 'nobody');
  }
});
