import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { renewRecoveryCodes } from '../domain/mfa/change-factor.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { mfaDeps } from '../platform/mfa-deps.ts';

const deps = mfaDeps();

export const handler = httpRoute(identityRoutes['renew-recovery-codes'], async ({ caller, body, origin }) => ({
  status: 200,
  json: await renewRecoveryCodes(deps, { caller, shown: body, origin }),
}));
