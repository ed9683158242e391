import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { confirmAddress } from '../domain/users/confirm-address.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { useCodeDeps } from '../platform/mailed-code-deps.ts';

const deps = useCodeDeps();

export const handler = httpRoute(identityRoutes['confirm-address'], async ({ body, clientAddress, origin }) => {
  await confirmAddress(deps, { ...body, address: clientAddress, origin });
  return { status: 204 };
});
