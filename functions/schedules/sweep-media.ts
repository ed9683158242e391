import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { systemClock } from '../domain/clock.ts';
import { Unavailable } from '../domain/errors.ts';
import { sweepMedia } from '../domain/media/sweep-media.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { scheduledTask } from '../platform/handlers/scheduled-task.ts';
import { S3MediaFiles } from '../platform/media/s3-media-files.ts';
import { logger, metrics } from '../platform/observability.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';
import { UnattachedRepository } from '../platform/repositories/unattached-repository.ts';

const [client, table] = [dynamoClient(), environment('CHAT_TABLE')];
const deps = {
  unattached: new UnattachedRepository(client, table),
  media: new MediaRepository(client, table),
  files: new S3MediaFiles(s3Client(), environment('MEDIA_BUCKET')),
  clock: systemClock,
};

/** Forgets files that nobody sent, and gives up those whose bytes never came. */
export const handler = scheduledTask(async (times) => {
  const { visited, forgotten, rejected, failures } = await sweepMedia(deps, times);
  if (visited > 0) {
    metrics.addMetric('MediaForgotten', MetricUnit.Count, forgotten);
    logger.info('swept', { visited, forgotten, rejected, failed: failures.length });
  }
  if (failures.length > 0) {
    throw new Unavailable(`cannot sweep all; ${failures.length} of ${visited} visits failed`, { cause: failures[0] });
  }
});
