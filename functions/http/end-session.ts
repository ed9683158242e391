import { httpRoutes } from '../contract/http-routes.ts';
import { endSession } from '../domain/sessions/end-session.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const sessions = sessionRepository();

export const handler = httpRoute(httpRoutes['end-session'], async ({ caller, parameters }) => {
  await endSession(sessions, { caller, ...parameters });
  return { status: 204 };
});
