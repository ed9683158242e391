import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Arrival } from '../../domain/media/process-upload.ts';
import { keyOfUpload } from '../media/media-paths.ts';
import { logger } from '../observability.ts';
import { withinTenant } from '../tenant-fence.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';

/** What S3 says of an object that was created, of what is used. */
const ObjectCreated = z.object({
  object: z.object({ key: z.string(), size: z.number(), etag: z.string() }),
});

/** What a call keeps of its function's time to settle the file and tidy up. */
const marginMs = 15_000;

/**
 * A Lambda handler for files that arrive. S3 tells of them at least once, in any order: `effect` has to be idempotent. An
 * error makes it come again, and in the end leaves the event in the dead-letter queue.
 */
export const uploadConsumer = (effect: (arrival: Arrival) => Promise<void>) =>
  observed(async ({ id, detail }: EventBridgeEvent<'Object Created', unknown>, context): Promise<void> => {
    const { object } = validate(ObjectCreated, detail);
    logger.setCorrelationId(id);
    const key = keyOfUpload(object.key);
    const endAtMs = Date.now() + context.getRemainingTimeInMillis() - marginMs;
    await withinTenant(key.tenantId, () => effect({ key, tag: object.etag, size: object.size, endAtMs }));
  });
