import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { requestCode } from '../domain/mailed-codes/request-code.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { requestCodeDeps } from '../platform/mailed-code-deps.ts';

const deps = requestCodeDeps();

export const handler = httpRoute(identityRoutes['resend-confirmation'], async ({ body: { email }, clientAddress }) => {
  await requestCode(deps, { purpose: 'confirmation', email, address: clientAddress });
  return { status: 204 };
});
