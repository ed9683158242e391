import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { endSession } from '../domain/sessions/end-session.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const deps = { sessions: sessionRepository(), clock: systemClock };

export const handler = httpRoute(identityRoutes['end-session'], async ({ caller, parameters, origin }) => {
  await endSession(deps, { caller, origin, ...parameters });
  return { status: 204 };
});
