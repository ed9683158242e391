import { httpRoutes } from '../contract/http-routes.ts';
import { downloadMedia } from '../domain/media/download-media.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { S3DownloadLinks } from '../platform/media/s3-download-links.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const deps = {
  media: new MediaRepository(client, table),
  memberships: new MembershipRepository(client, table),
  links: new S3DownloadLinks(s3Client(), environment('MEDIA_BUCKET')),
};

export const handler = httpRoute(httpRoutes['download-media'], async ({ caller, parameters, query, headers }) => {
  const { url, expiresIn } = await downloadMedia(deps, { caller, ...parameters, ...query });
  if (headers.accept?.includes('application/json')) return { status: 200, json: { url, expiresIn } };
  return { status: 302, headers: { location: url } };
});
