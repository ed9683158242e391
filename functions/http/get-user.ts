import { userRoutes } from '../contract/routes/user-routes.ts';
import { getUser } from '../domain/users/get-user.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(userRoutes['get-user'], async ({ caller, parameters }) => ({
  status: 200,
  json: await getUser(users, { caller, ...parameters }),
}));
