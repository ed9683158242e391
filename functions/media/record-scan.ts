import { systemClock } from '../domain/clock.ts';
import { recordScan } from '../domain/media/record-scan.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { scanConsumer } from '../platform/handlers/scan-consumer.ts';
import { S3MediaFiles } from '../platform/media/s3-media-files.ts';
import { logger } from '../platform/observability.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';

const deps = {
  media: new MediaRepository(dynamoClient(), environment('CHAT_TABLE')),
  files: new S3MediaFiles(s3Client(), environment('MEDIA_BUCKET')),
  clock: systemClock,
};

/** Takes what GuardDuty found in files that arrived. */
export const handler = scanConsumer(async (scan) => {
  logger.info('scanned', { mediaId: scan.key.mediaId, verdict: scan.verdict, outcome: await recordScan(deps, scan) });
});
