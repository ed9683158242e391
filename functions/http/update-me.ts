import { userRoutes } from '../contract/routes/user-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { updateOwnProfile } from '../domain/users/update-own-profile.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const [client, table] = [dynamoClient(), environment('CHAT_TABLE')];
const deps = {
  users: new UserRepository(client, table),
  media: new MediaRepository(client, table),
  clock: systemClock,
};

export const handler = httpRoute(userRoutes['update-me'], async ({ caller, body, correlationId }) => ({
  status: 200,
  json: await updateOwnProfile(deps, { caller, correlationId, ...body }),
}));
