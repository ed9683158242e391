import { httpRoutes } from '../contract/http-routes.ts';
import { updateOwnProfile } from '../domain/users/update-own-profile.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

export const handler = httpRoute(httpRoutes['update-me'], async ({ caller, body }) => ({
  status: 200,
  json: await updateOwnProfile(users, { caller, ...body }),
}));
