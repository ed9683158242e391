import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { TenantId } from '../../contract/identifiers.ts';
import { logger } from '../observability.ts';
import { withinTenant } from '../tenant-fence.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';

/**
 * A Lambda handler for a queue whose messages are JSON of a schema, each of one tenant, or of none (null). A standard queue
 * delivers at least once, in any order: `effect` has to be idempotent. A message that fails is reported alone and comes
 * again, and in the end it is left in the queue's dead-letter queue.
 */
export const queueConsumer = <Schema extends z.ZodType<{ readonly tenantId: TenantId | null }>>(
  schema: Schema,
  effect: (message: z.output<Schema>) => Promise<void>,
) => {
  const processor = new BatchProcessor(EventType.SQS, { logger });
  const handle = async ({ body }: SQSRecord): Promise<void> => {
    const message = validate(schema, JSON.parse(body));
    if (message.tenantId === null) await effect(message);
    else await withinTenant(message.tenantId, () => effect(message));
  };
  return observed<SQSEvent, SQSBatchResponse>(async (event, context) =>
    processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false }),
  );
};
