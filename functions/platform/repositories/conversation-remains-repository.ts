import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../../contract/identifiers.ts';
import type { ConversationRemains } from '../../domain/conversations/purge-conversation.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { changeSortKey, conversationPartition, type ItemKey, keys, prefixes } from '../keys.ts';
import { batchDelete } from './batch-delete.ts';
import type { MessageItem } from './message-repository.ts';
import { beginningWith, between, queryItems } from './query-items.ts';

/** Items removed before the time is looked at again. */
const pageItems = 100;

/** What is left of deleted conversations, in the Chat table. */
export class ConversationRemainsRepository implements ConversationRemains {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async removeMessages(key: ConversationKey): Promise<number> {
    const items = await this.#read(beginningWith(this.#table, conversationPartition(key), prefixes.message));
    const messages = items as unknown as (ItemKey & MessageItem)[];
    // The message is what names its key: were it gone first, nothing would find the key any more.
    await this.#delete(messages.map((one) => keys.idempotency(key, one.senderId, one.clientMessageId)));
    await this.#delete(messages);
    return messages.length;
  }

  async removeChangesBelow(key: ConversationKey, changeNumber: number): Promise<number> {
    if (changeNumber === 1) return 0;
    const [first, last] = [changeSortKey(1), changeSortKey(changeNumber - 1)];
    const items = await this.#read(between(this.#table, conversationPartition(key), first, last));
    await this.#delete(items);
    return items.length;
  }

  async removeMembers(key: ConversationKey): Promise<number> {
    const items = await this.#read(beginningWith(this.#table, conversationPartition(key), prefixes.member));
    await this.#delete(items.map(({ userId }) => keys.membership(key, userId as UserId)));
    await this.#delete(items);
    return items.length;
  }

  async finish(key: ConversationKey, purgedAt: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keys.conversation(key),
        UpdateExpression: 'SET purgedAt = :at REMOVE title, metadataJson',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':at': purgedAt },
      }),
    );
  }

  async #read(query: Parameters<typeof queryItems>[1]): Promise<(ItemKey & Record<string, unknown>)[]> {
    const items = await queryItems(this.#client, { ...query, ConsistentRead: true }, pageItems);
    return items as (ItemKey & Record<string, unknown>)[];
  }

  /** A batch may not name one key twice: a sender's clientMessageId is there once. */
  async #delete(unwanted: readonly ItemKey[]): Promise<void> {
    await batchDelete(this.#client, this.#table, unwanted);
  }
}
