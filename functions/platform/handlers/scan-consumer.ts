import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Scan, ScanVerdict } from '../../domain/media/record-scan.ts';
import { keyOfUpload } from '../media/media-paths.ts';
import { logger } from '../observability.ts';
import { withinTenant } from '../tenant-fence.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';

/** What GuardDuty says of an object that it scanned, of what is used. */
const ObjectScanned = z.object({
  s3ObjectDetails: z.object({ objectKey: z.string(), eTag: z.string() }),
  scanResultDetails: z.object({ scanResultStatus: z.string() }),
});

/** A file that could not be scanned, such as an archive with a password, is not let through. */
const verdictOf = (status: string): ScanVerdict => {
  if (status === 'NO_THREATS_FOUND') return 'clean';
  return status === 'THREATS_FOUND' ? 'malware' : 'unknown';
};

/** GuardDuty's ETags may come in quotes, as in HTTP; S3's events have them without. */
const bare = (tag: string): string => tag.replaceAll('"', '');

/** A Lambda handler for what GuardDuty Malware Protection for S3 found. It tells at least once, in any order. */
export const scanConsumer = (effect: (scan: Scan) => Promise<void>) =>
  observed(async ({ id, detail }: EventBridgeEvent<string, unknown>): Promise<void> => {
    const { s3ObjectDetails, scanResultDetails } = validate(ObjectScanned, detail);
    logger.setCorrelationId(id);
    const key = keyOfUpload(s3ObjectDetails.objectKey);
    const verdict = verdictOf(scanResultDetails.scanResultStatus);
    await withinTenant(key.tenantId, () => effect({ key, tag: bare(s3ObjectDetails.eTag), verdict }));
  });
