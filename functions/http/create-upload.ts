import { v7 as uuidV7 } from 'uuid';
import { mediaRoutes } from '../contract/routes/media-routes.ts';
import type { Caller } from '../domain/caller.ts';
import { systemClock } from '../domain/clock.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { requestUpload } from '../domain/media/request-upload.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { S3UploadForms } from '../platform/media/s3-upload-forms.ts';
import { BucketRepository } from '../platform/repositories/bucket-repository.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const limits = { buckets: new BucketRepository(client, environment('LIVE_TABLE')), clock: systemClock };
const deps = {
  media: new MediaRepository(client, table),
  memberships: new MembershipRepository(client, table),
  forms: new S3UploadForms(s3Client(), environment('MEDIA_BUCKET')),
  clock: systemClock,
  newId: () => uuidV7(),
  takeToken: (caller: Caller) => takeToken(limits, { action: 'upload', caller }),
};

export const handler = httpRoute(mediaRoutes['create-upload'], async ({ caller, body, correlationId }) => ({
  status: 201,
  json: await requestUpload(deps, { caller, correlationId, ...body }),
}));
