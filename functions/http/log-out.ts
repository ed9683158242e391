import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { logOut } from '../domain/sessions/log-out.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { identityProvider, sessionRepository } from '../platform/session-deps.ts';

const deps = { sessions: sessionRepository(), identities: identityProvider(), clock: systemClock };

export const handler = httpRoute(identityRoutes['log-out'], async ({ caller, body: { allDevices }, origin }) => {
  await logOut(deps, { caller, allDevices, origin });
  return { status: 204 };
});
