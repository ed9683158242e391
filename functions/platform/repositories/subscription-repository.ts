import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Connection } from '../../domain/connections/connections.ts';
import type { Subscriptions } from '../../domain/connections/subscriptions.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { type ItemKey, keys, subscriptionPartition, subscriptionPartitionOf, subscriptionPrefix } from '../keys.ts';
import { beginningWith, queryItems } from './query-items.ts';

/** A subscription as stored: the connection as it was, and until when the item counts. */
export interface SubscriptionItem extends Connection {
  /** Of the conversation when it was made. */
  readonly changeNumber: number;
  readonly expiresAtSeconds: number;
}

/** Where a person's subscriptions to a conversation may be: made while it was small, or large. */
const partitionsOf = (userId: UserId): readonly number[] => [0, subscriptionPartitionOf(userId)];

/** Writes unless its condition refuses it; a write that meets the transaction of a join is tried again. */
const write = async (send: () => Promise<unknown>): Promise<void> => {
  const { outcome } = await retryContended.execute(async () => {
    try {
      await send();
      return { outcome: 'done' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { outcome: 'refused' };
      if (error instanceof TransactionConflictException) return { outcome: 'contended' };
      throw error;
    }
  });
  if (outcome === 'contended') throw new Unavailable('cannot write the subscription; it is being written to');
};

/** Who follows which conversation, in the Live table. One whose connection is gone is removed by who finds it so. */
export class SubscriptionRepository implements Subscriptions {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async remove(key: ConversationKey, connection: Pick<Connection, 'userId' | 'connectionId'>): Promise<void> {
    await Promise.all(
      this.#keysOf(key, connection).map((Key) =>
        write(() => this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { ...Key } }))),
      ),
    );
  }

  async removeAllOf(key: ConversationKey, userId: UserId, beforeChange: number): Promise<void> {
    const found = await Promise.all(
      partitionsOf(userId).map((partition) =>
        queryItems(this.#client, {
          ...beginningWith(this.#table, subscriptionPartition(key, partition), subscriptionPrefix(userId)),
          ConsistentRead: true,
        }),
      ),
    );
    await Promise.all(
      found.flat().map(({ PK, SK }) =>
        write(() =>
          this.#client.send(
            new DeleteCommand({
              TableName: this.#table,
              Key: { PK, SK },
              ConditionExpression: 'changeNumber < :change',
              ExpressionAttributeValues: { ':change': beforeChange },
            }),
          ),
        ),
      ),
    );
  }

  async renew(key: ConversationKey, connection: Connection): Promise<void> {
    await Promise.all(
      this.#keysOf(key, connection).map((Key) =>
        write(() =>
          this.#client.send(
            new UpdateCommand({
              TableName: this.#table,
              Key: { ...Key },
              UpdateExpression: 'SET expiresAtMs = :expiresAtMs',
              ConditionExpression: 'attribute_exists(PK)',
              ExpressionAttributeValues: { ':expiresAtMs': connection.expiresAtMs },
            }),
          ),
        ),
      ),
    );
  }

  async list(key: ConversationKey, partition: number): Promise<readonly Connection[]> {
    const items = await queryItems(this.#client, {
      ...beginningWith(this.#table, subscriptionPartition(key, partition), subscriptionPrefix()),
      // Strongly consistent: who was removed a moment ago must not hear more.
      ConsistentRead: true,
    });
    return (items as unknown as (ItemKey & SubscriptionItem)[])
      .filter(({ expiresAtSeconds }) => expiresAtSeconds * 1000 > this.#clock.nowMs())
      .map(({ PK, SK, expiresAtSeconds, changeNumber, ...connection }) => connection);
  }

  #keysOf(key: ConversationKey, connection: Pick<Connection, 'userId' | 'connectionId'>): ItemKey[] {
    return partitionsOf(connection.userId).map((partition) => keys.subscription(key, connection, partition));
  }
}
