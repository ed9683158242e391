import { userRoutes } from '../contract/routes/user-routes.ts';
import { getOwnProfile } from '../domain/users/get-own-profile.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(userRoutes['get-me'], async ({ caller }) => ({
  status: 200,
  json: await getOwnProfile(users, caller),
}));
