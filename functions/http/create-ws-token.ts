import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { issueWebSocketToken } from '../domain/connections/websocket-tickets.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { TicketRepository } from '../platform/repositories/ticket-repository.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const deps = {
  ...bucketDeps(),
  tickets: new TicketRepository(dynamoClient(), environment('LIVE_TABLE')),
  sessions: sessionRepository(),
};

export const handler = httpRoute(identityRoutes['create-ws-token'], async ({ caller }) => {
  await takeToken(deps, { action: 'ws-token', caller });
  return { status: 200, json: await issueWebSocketToken(deps, caller) };
});
