import { userRoutes } from '../contract/routes/user-routes.ts';
import { listUsers } from '../domain/users/list-users.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(userRoutes['list-users'], async ({ caller, query }) => ({
  status: 200,
  json: await listUsers(users, { caller, ...query }),
}));
