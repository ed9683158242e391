import { join } from 'node:path';
import { systemClock } from '../domain/clock.ts';
import { recordScan } from '../domain/media/record-scan.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { uploadConsumer } from '../platform/handlers/upload-consumer.ts';
import { scanForEicar } from '../platform/media/eicar.ts';
import { S3MediaFiles } from '../platform/media/s3-media-files.ts';
import { withFolder } from '../platform/media/scratch.ts';
import { logger } from '../platform/observability.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';

const files = new S3MediaFiles(s3Client(), environment('MEDIA_BUCKET'));
const deps = { media: new MediaRepository(dynamoClient(), environment('CHAT_TABLE')), files, clock: systemClock };

/** Scans files that arrive where GuardDuty does not. */
export const handler = uploadConsumer(({ key, tag }) =>
  withFolder(async (folder) => {
    const path = join(folder, 'upload');
    // What is gone was settled, or is other bytes by now, which come with an event of their own.
    if ((await files.fetch({ key, tag }, path)) === 'replaced') return;
    const verdict = await scanForEicar(path);
    logger.info('scanned', { mediaId: key.mediaId, verdict, outcome: await recordScan(deps, { key, tag, verdict }) });
  }),
);
