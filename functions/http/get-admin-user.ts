import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { getAdminUser } from '../domain/users/get-admin-user.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(adminRoutes['get-admin-user'], async ({ caller, parameters }) => ({
  status: 200,
  json: await getAdminUser(users, { caller, ...parameters }),
}));
