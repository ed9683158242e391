import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Buckets, LimitedAction } from '../../domain/limits/buckets.ts';
import { type BucketRule, tokenWaitMs } from '../../domain/limits/token-bucket.ts';
import { type ItemKey, keys } from '../keys.ts';

const keyOf = (limited: LimitedAction): ItemKey => {
  if ('address' in limited) return keys.addressBucket(limited.address, limited.action);
  if ('session' in limited) return keys.sessionBucket(limited.session, limited.action);
  if ('name' in limited) return keys.nameBucket(limited.name, limited.action);
  return keys.userBucket(limited.caller.tenantId, limited.caller.userId, limited.action);
};

const fromFull = {
  UpdateExpression: 'SET fullAtMs = :now + :refill, expiresAtSeconds = :end',
  ConditionExpression: 'attribute_not_exists(PK) OR fullAtMs <= :now',
};
const fromBegun = {
  UpdateExpression: 'SET fullAtMs = fullAtMs + :refill, expiresAtSeconds = :end',
  ConditionExpression: 'fullAtMs > :now AND fullAtMs <= :latest',
};

/** Buckets, in the Live table. */
export class BucketRepository implements Buckets {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * One write from a full bucket, which is the common case, and to find an empty one; a second one in a burst. There is
   * no third: a bucket that is not full at this time is not full at it later, unless its item expires in between.
   */
  async take(limited: LimitedAction, rule: BucketRule, nowMs: number, tokens = 1): Promise<number> {
    const wanted = { nowMs, tokens };
    const fullAtMs = await this.#try(limited, rule, wanted, 'full');
    if (fullAtMs === undefined) return 0;
    const waitMs = tokenWaitMs(rule, fullAtMs, nowMs, tokens);
    if (waitMs > 0) return waitMs;
    return tokenWaitMs(rule, await this.#try(limited, rule, wanted, 'begun'), nowMs, tokens);
  }

  /** Takes tokens from a bucket in this state; undefined: taken, or the bucket is gone. Else when it is full. */
  async #try(
    limited: LimitedAction,
    { capacity, refillMs }: BucketRule,
    { nowMs, tokens }: { readonly nowMs: number; readonly tokens: number },
    state: 'full' | 'begun',
  ): Promise<number | undefined> {
    const wholeMs = capacity * refillMs;
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(limited),
          ...(state === 'full' ? fromFull : fromBegun),
          ExpressionAttributeValues: {
            ':now': nowMs,
            ':refill': tokens * refillMs,
            ':end': Math.ceil((nowMs + wholeMs) / 1000),
            ...(state === 'begun' && { ':latest': nowMs + wholeMs - tokens * refillMs }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item && (unmarshall(error.Item).fullAtMs as number);
    }
  }
}
