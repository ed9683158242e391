import { v7 as uuidV7 } from 'uuid';
import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { updateTenant } from '../domain/tenants/update-tenant.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { TenantRepository } from '../platform/repositories/tenant-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = {
  tenants: new TenantRepository(dynamoClient(), environment('CHAT_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  clock: systemClock,
  newId: () => uuidV7(),
};

export const handler = httpRoute(adminRoutes['update-tenant'], async ({ caller, body, origin }) => ({
  status: 200,
  json: await updateTenant(deps, { caller, origin, ...body }),
}));
