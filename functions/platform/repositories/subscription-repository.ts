import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import type { Connection } from '../../domain/connections/connections.ts';
import type { Subscriptions } from '../../domain/connections/subscriptions.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { conversationPartition, keys, prefixes } from '../keys.ts';
import { beginningWith, queryItems } from './query-items.ts';

/** As long as API Gateway keeps a connection (quota: 2 h); the connection's token may be renewed meanwhile. */
const subscriptionMs = 2 * 3600 * 1000;

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

  async add(key: ConversationKey, connection: Connection): Promise<void> {
    const expiresAtMs = this.#clock.nowMs() + subscriptionMs;
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...keys.subscription(key, connection.connectionId),
          ...connection,
          expiresAtMs,
          expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
        },
      }),
    );
  }

  async remove(key: ConversationKey, connectionId: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: keys.subscription(key, connectionId) }));
  }

  async list(key: ConversationKey): Promise<readonly Connection[]> {
    const items = await queryItems(
      this.#client,
      beginningWith(this.#table, conversationPartition(key), prefixes.subscription),
    );
    return items
      .map(({ PK, SK, expiresAtSeconds, ...connection }) => connection as unknown as Connection)
      .filter(({ expiresAtMs }) => expiresAtMs > this.#clock.nowMs());
  }
}
