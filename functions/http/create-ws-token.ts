import { httpRoutes } from '../contract/http-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { issueWebSocketToken } from '../domain/connections/websocket-tickets.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { TicketRepository } from '../platform/repositories/ticket-repository.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const deps = {
  tickets: new TicketRepository(dynamoClient(), environment('LIVE_TABLE')),
  sessions: sessionRepository(),
  clock: systemClock,
};

export const handler = httpRoute(httpRoutes['create-ws-token'], async ({ caller }) => ({
  status: 200,
  json: await issueWebSocketToken(deps, caller),
}));
