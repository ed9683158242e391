import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { resetPassword } from '../domain/users/reset-password.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { useCodeDeps } from '../platform/mailed-code-deps.ts';
import { identityProvider, sessionRepository } from '../platform/session-deps.ts';

const deps = {
  ...useCodeDeps(),
  sessions: sessionRepository(),
  identities: identityProvider(),
  commonPasswords: environment('COMMON_PASSWORDS'),
};

export const handler = httpRoute(identityRoutes['reset-password'], async ({ body, clientAddress, origin }) => {
  await resetPassword(deps, { ...body, address: clientAddress, origin });
  return { status: 204 };
});
