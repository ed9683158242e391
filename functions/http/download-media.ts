import { mediaRoutes } from '../contract/routes/media-routes.ts';
import { downloadMedia } from '../domain/media/download-media.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { downloadLinks } from '../platform/media/download-links.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const deps = {
  media: new MediaRepository(client, table),
  memberships: new MembershipRepository(client, table),
  links: downloadLinks(),
};

export const handler = httpRoute(mediaRoutes['download-media'], async ({ caller, parameters, query, headers }) => {
  const { url, expiresIn } = await downloadMedia(deps, { caller, ...parameters, ...query });
  if (headers.accept?.includes('application/json')) return { status: 200, json: { url, expiresIn } };
  return { status: 302, headers: { location: url } };
});
