import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { listAdminUsers } from '../domain/users/list-admin-users.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(adminRoutes['list-admin-users'], async ({ caller, query }) => ({
  status: 200,
  json: await listAdminUsers(users, { caller, ...query }),
}));
