import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import type { TakeTokenDeps } from '../domain/limits/take-token.ts';
import { dynamoClient } from './clients.ts';
import { environment } from './environment.ts';
import { BucketRepository } from './repositories/bucket-repository.ts';

/** What taking tokens needs. */
export const bucketDeps = (client: DynamoDBDocumentClient = dynamoClient()): TakeTokenDeps => ({
  buckets: new BucketRepository(client, environment('LIVE_TABLE')),
  clock: systemClock,
});
