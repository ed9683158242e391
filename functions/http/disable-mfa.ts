import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { disableMfa } from '../domain/mfa/change-factor.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { mfaDeps } from '../platform/mfa-deps.ts';

const deps = mfaDeps();

export const handler = httpRoute(identityRoutes['disable-mfa'], async ({ caller, body, origin }) => ({
  status: 200,
  json: await disableMfa(deps, { caller, shown: body, origin }),
}));
