import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Clock } from '../../domain/clock.ts';
import type { InboxOrder, InboxOrders } from '../../domain/conversations/inbox-orders.ts';
import { keys } from '../keys.ts';

/** Longer than anybody takes from page to page; without it a page costs more, and nothing else. */
const keptSeconds = 15 * 60;
/** So many ids of 36 characters fit an item (DynamoDB's limit: 400 KB). The order of more is not kept. */
const mostKept = 10_000;

/** Orders of inboxes, in the Live table: one a person. */
export class InboxOrderRepository implements InboxOrders {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async put({ tenantId, userId }: Caller, { orderId, conversationIds }: InboxOrder): Promise<void> {
    if (conversationIds.length > mostKept) return;
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...keys.inboxOrder(tenantId, userId),
          orderId,
          conversationIds,
          expiresAtSeconds: this.#nowSeconds() + keptSeconds,
        },
      }),
    );
  }

  async find({ tenantId, userId }: Caller, orderId: string): Promise<readonly ConversationId[] | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.inboxOrder(tenantId, userId) }),
    );
    const isInForce = Item?.orderId === orderId && Item.expiresAtSeconds > this.#nowSeconds();
    return isInForce ? Item.conversationIds : undefined;
  }

  #nowSeconds(): number {
    return Math.ceil(this.#clock.nowMs() / 1000);
  }
}
