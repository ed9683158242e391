import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { logger } from '../observability.ts';
import { observed } from './observed.ts';

/**
 * A Lambda handler for a table's stream. A record that fails is reported alone; Lambda goes on from the first of them,
 * so records may come again and `handle` has to bear that.
 */
export const streamConsumer = (handle: (record: DynamoDBRecord) => Promise<void>) => {
  const processor = new BatchProcessor(EventType.DynamoDBStreams, { logger });
  return observed<DynamoDBStreamEvent, DynamoDBBatchResponse>(async (event, context) =>
    processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false }),
  );
};
