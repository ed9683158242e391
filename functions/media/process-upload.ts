import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { systemClock } from '../domain/clock.ts';
import { processUpload } from '../domain/media/process-upload.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { fileTypeOf } from '../platform/file-type.ts';
import { uploadConsumer } from '../platform/handlers/upload-consumer.ts';
import { logger, metrics } from '../platform/observability.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { S3MediaFiles } from '../platform/s3-media-files.ts';
import { withPlace } from '../platform/scratch.ts';

const deps = {
  media: new MediaRepository(dynamoClient(), environment('CHAT_TABLE')),
  files: new S3MediaFiles(s3Client(), environment('MEDIA_BUCKET')),
  typeOf: fileTypeOf,
  withPlace,
  clock: systemClock,
};

/** Looks at files that arrive, and makes them ready or rejects them. */
export const handler = uploadConsumer(async (arrival) => {
  const outcome = await processUpload(deps, arrival);
  logger.info('looked at', { mediaId: arrival.key.mediaId, outcome });
  if (outcome !== 'ignored')
    metrics.addMetric(outcome === 'ready' ? 'MediaReady' : 'MediaRejected', MetricUnit.Count, 1);
});
