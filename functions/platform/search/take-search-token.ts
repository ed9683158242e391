import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../../domain/caller.ts';
import { systemClock } from '../../domain/clock.ts';
import { takeToken } from '../../domain/limits/take-token.ts';
import { environment } from '../environment.ts';
import { BucketRepository } from '../repositories/bucket-repository.ts';

/** Takes a token for a search of messages or conversations, which have one bucket. */
export const takeSearchToken = (client: DynamoDBDocumentClient) => {
  const deps = { buckets: new BucketRepository(client, environment('LIVE_TABLE')), clock: systemClock };
  return (caller: Caller): Promise<void> => takeToken(deps, { action: 'search', caller });
};
