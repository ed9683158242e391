import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { getTenant } from '../domain/tenants/get-tenant.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { TenantRepository } from '../platform/repositories/tenant-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = {
  tenants: new TenantRepository(dynamoClient(), environment('CHAT_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
};

export const handler = httpRoute(adminRoutes['get-tenant'], async ({ caller }) => ({
  status: 200,
  json: await getTenant(deps, { caller }),
}));
