import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { systemClock } from '../../domain/clock.ts';
import type { DownloadLinks } from '../../domain/media/download-media.ts';
import { s3Client, secretsClient } from '../clients.ts';
import { environment } from '../environment.ts';
import { CloudFrontDownloadLinks } from './cloudfront-download-links.ts';
import { filesKeyOf } from './files-key.ts';
import { S3DownloadLinks } from './s3-download-links.ts';

/** How files are fetched in this deployment: from CloudFront behind an edge, else from S3 itself. */
export const downloadLinks = (): DownloadLinks => {
  const origin = environment('FILES_ORIGIN');
  if (origin === '') return new S3DownloadLinks(s3Client(), environment('MEDIA_BUCKET'));
  const secrets = new SecretsProvider({ awsSdkV3Client: secretsClient() });
  const readKey = filesKeyOf(secrets, environment('FILES_KEY_SECRET'));
  return new CloudFrontDownloadLinks({ origin, readKey, clock: systemClock });
};
