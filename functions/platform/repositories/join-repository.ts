import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import type { Joins, NewSubscription } from '../../domain/connections/subscriptions.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import { keys, subscriptionPartitionOf } from '../keys.ts';
import type { SubscriptionItem } from './subscription-repository.ts';
import { transact } from './transaction.ts';

/** As long as API Gateway keeps a connection (quota: 2 h); the connection's token may be renewed meanwhile. */
const subscriptionSeconds = 2 * 3600;

/**
 * New subscriptions, in the Live table, each in one transaction with a check of the membership in the Chat table: what
 * is written before a removal commits is there for the removal to find, and after it nothing is written.
 */
export class JoinRepository implements Joins {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: { readonly chatTable: string; readonly liveTable: string };
  readonly #clock: Clock;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly chatTable: string; readonly liveTable: string },
    clock: Clock,
  ) {
    this.#client = client;
    this.#tables = tables;
    this.#clock = clock;
  }

  async add({ key, connection, changeNumber, isOfLargeChannel }: NewSubscription): Promise<'added' | 'not-a-member'> {
    const { chatTable, liveTable } = this.#tables;
    const partition = isOfLargeChannel ? subscriptionPartitionOf(connection.userId) : 0;
    const item: SubscriptionItem = {
      ...connection,
      changeNumber,
      expiresAtSeconds: Math.ceil(this.#clock.nowMs() / 1000) + subscriptionSeconds,
    };
    const { outcome } = await retryContended.execute(() =>
      transact(this.#client, {
        membership: {
          ConditionCheck: {
            TableName: chatTable,
            Key: keys.membership(key, connection.userId),
            ConditionExpression: 'attribute_exists(PK)',
          },
        },
        subscription: {
          Put: { TableName: liveTable, Item: { ...keys.subscription(key, connection, partition), ...item } },
        },
      }),
    );
    if (outcome === 'contended') throw new Unavailable('cannot join; the membership is being written to');
    return outcome === 'committed' ? 'added' : 'not-a-member';
  }
}
