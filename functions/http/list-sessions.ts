import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { listSessions } from '../domain/sessions/list-sessions.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const sessions = sessionRepository();

export const handler = httpRoute(identityRoutes['list-sessions'], async ({ caller, query }) => ({
  status: 200,
  json: await listSessions(sessions, { caller, ...query }),
}));
