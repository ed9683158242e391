import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { systemClock } from '../domain/clock.ts';
import { processUpload } from '../domain/media/process-upload.ts';
import { dynamoClient, s3Client } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { uploadConsumer } from '../platform/handlers/upload-consumer.ts';
import { audioMaker } from '../platform/media/audio-maker.ts';
import { Ffmpeg } from '../platform/media/ffmpeg.ts';
import { fileTypeOf } from '../platform/media/file-type.ts';
import { makeImage } from '../platform/media/image-maker.ts';
import { isWhole } from '../platform/media/is-whole.ts';
import { S3MediaFiles } from '../platform/media/s3-media-files.ts';
import { withFolder } from '../platform/media/scratch.ts';
import { videoMaker } from '../platform/media/video-maker.ts';
import { logger, metrics } from '../platform/observability.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';

const ffmpeg = new Ffmpeg(async () => (await import('chemchat-ffmpeg')).ffmpegPath);
const deps = {
  media: new MediaRepository(dynamoClient(), environment('CHAT_TABLE')),
  files: new S3MediaFiles(s3Client(), environment('MEDIA_BUCKET')),
  typeOf: fileTypeOf,
  isWhole,
  makers: { image: makeImage, video: videoMaker(ffmpeg), audio: audioMaker(ffmpeg) },
  withFolder,
  clock: systemClock,
};

/** Looks at files that arrive, and makes what is shown of them. */
export const handler = uploadConsumer(async (arrival) => {
  const startMs = Date.now();
  const outcome = await processUpload(deps, arrival);
  const { mediaId } = arrival.key;
  logger.info('looked at', { mediaId, outcome, bytes: arrival.size, tookMs: Date.now() - startMs });
  if (outcome === 'rejected') metrics.addMetric('MediaRejected', MetricUnit.Count, 1);
});
