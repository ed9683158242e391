import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { MessageId, UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import { retryContended } from '../../domain/contention.ts';
import type { ConversationRemains } from '../../domain/conversations/purge-conversation.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import { messageIdOf } from '../../domain/messages/message-id.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { changeSortKey, conversationPartition, type ItemKey, keys, prefixes } from '../keys.ts';
import { detachWrites } from './attachments.ts';
import { batchDelete } from './batch-delete.ts';
import type { MessageItem } from './message-item.ts';
import { beginningWith, between, queryItems } from './query-items.ts';
import { transact } from './transaction.ts';

/** Items removed before the time is looked at again. */
const pageItems = 100;
/** Files detached at once. */
const detachedAtOnce = 10;

/** What is left of deleted conversations, in the Chat table. */
export class ConversationRemainsRepository implements ConversationRemains {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async removeMessages(key: ConversationKey): Promise<number> {
    const items = await this.#read(beginningWith(this.#table, conversationPartition(key), prefixes.message));
    const messages = items as unknown as (ItemKey & MessageItem)[];
    await this.#detachFiles(key, messages);
    // The message is what names its key: were it gone first, nothing would find the key any more.
    await this.#delete(messages.map((one) => keys.idempotency(key, one.senderId, one.clientMessageId)));
    await this.#delete(messages);
    return messages.length;
  }

  /** Their files stay their uploaders' own. Nothing is written for messages without. */
  async #detachFiles({ tenantId }: ConversationKey, messages: readonly MessageItem[]): Promise<void> {
    const attached = messages.flatMap((message) =>
      (message.attachmentIds ?? []).map((mediaId) => ({ mediaId, messageId: messageIdOf(message) })),
    );
    await pMap(attached, ({ mediaId, messageId }) => this.#detach({ tenantId, mediaId }, messageId), {
      concurrency: detachedAtOnce,
    });
  }

  async #detach(file: MediaKey, messageId: MessageId): Promise<void> {
    const writes = detachWrites(this.#table, file, messageId, new Date(this.#clock.nowMs()).toISOString());
    const { outcome } = await retryContended.execute(() => transact(this.#client, writes));
    if (outcome === 'contended') throw new Unavailable('cannot detach a file; it is being attached');
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
