import { httpRoutes } from '../contract/http-routes.ts';
import { requestCode } from '../domain/mailed-codes/request-code.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { requestCodeDeps } from '../platform/mailed-code-deps.ts';

const deps = requestCodeDeps();

export const handler = httpRoute(httpRoutes['resend-confirmation'], async ({ body: { email }, clientAddress }) => {
  await requestCode(deps, { purpose: 'confirmation', email, address: clientAddress });
  return { status: 204 };
});
