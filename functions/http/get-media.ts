import { mediaRoutes } from '../contract/routes/media-routes.ts';
import { getMedia } from '../domain/media/get-media.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const deps = { media: new MediaRepository(client, table), memberships: new MembershipRepository(client, table) };

export const handler = httpRoute(mediaRoutes['get-media'], async ({ caller, parameters }) => ({
  status: 200,
  json: await getMedia(deps, { caller, ...parameters }),
}));
