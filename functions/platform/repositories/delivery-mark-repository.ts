import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import type { DeliveryMarks } from '../../domain/delivery/delivery-marks.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { beginningWith, queryItems } from './query-items.ts';

/** Longer than an event may come late: the stream and the rules give up after an hour each; a replay may take a day. */
const markSeconds = 24 * 3600;

/** Delivery marks, in the Live table. */
export class DeliveryMarkRepository implements DeliveryMarks {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async put(key: ConversationKey, notice: string): Promise<void> {
    const expiresAtSeconds = Math.ceil(this.#clock.nowMs() / 1000) + markSeconds;
    await this.#client.send(
      new PutCommand({ TableName: this.#table, Item: { ...keys.deliveryMark(key, notice), expiresAtSeconds } }),
    );
  }

  async has(key: ConversationKey, notice: string): Promise<boolean> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.deliveryMark(key, notice), ConsistentRead: true }),
    );
    return Item !== undefined;
  }

  async among(key: ConversationKey, notices: readonly string[]): Promise<ReadonlySet<string>> {
    const byKey = new Map(notices.map((notice) => [keys.deliveryMark(key, notice).SK, notice]));
    const wanted = notices.map((notice) => keys.deliveryMark(key, notice));
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: true });
    return new Set(items.flatMap(({ SK }) => byKey.get(String(SK)) ?? []));
  }

  async ofParts(key: ConversationKey, notice: string): Promise<ReadonlySet<string>> {
    const { PK, SK } = keys.deliveryMark(key, `${notice} `);
    const items = await queryItems(this.#client, { ...beginningWith(this.#table, PK, SK), ConsistentRead: true });
    return new Set(items.map((item) => `${notice} ${String(item.SK).slice(SK.length)}`));
  }
}
