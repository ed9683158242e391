import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../contract/messages.ts';
import type {
  AppendOutcome,
  ConversationKey,
  Head,
  MessageDraft,
  MessageLog,
  MessageRange,
  RangeQuery,
} from '../../domain/messages/message-log.ts';
import { conversationPartition, keys, messageSortKey } from '../keys.ts';
import { attachmentWrites, withAttachments } from './attachments.ts';
import { batchGet } from './batch-get.ts';
import { type MessageItem, messageItemOf, messageOfDraft } from './message-item.ts';
import { between, queryItems } from './query-items.ts';
import { type NamedWrites, transact } from './transaction.ts';

/** A stored head. */
export const headFromItem = ({ sequenceNumber, hotUntilMs }: Record<string, unknown>): Head => ({
  sequenceNumber: sequenceNumber as number,
  ...(hotUntilMs !== undefined && { hotUntilMs: hotUntilMs as number }),
});

/** A new message and its idempotency key, which has `beside` beside its number. */
export const messageWrites = (TableName: string, draft: MessageDraft, item: MessageItem, beside = {}) => {
  const { sequenceNumber } = item;
  return {
    message: {
      Put: {
        TableName,
        Item: { ...keys.message(draft, sequenceNumber), ...item },
        ConditionExpression: 'attribute_not_exists(PK)',
      },
    },
    idempotency: {
      Put: {
        TableName,
        Item: { ...keys.idempotency(draft, draft.senderId, draft.clientMessageId), sequenceNumber, ...beside },
        ConditionExpression: 'attribute_not_exists(PK)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    },
  };
};

/** Fences removed members off, and moves the sender's own mark, in one write. */
export const membershipWrite = (TableName: string, draft: MessageDraft, sequenceNumber: number) => ({
  Update: {
    TableName,
    Key: keys.membership(draft, draft.senderId),
    UpdateExpression: 'SET lastReadSequence = :next',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':next': sequenceNumber },
  },
});

/** The messages of conversations, in the Chat table. */
export class MessageRepository implements MessageLog {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readHead(key: ConversationKey, { consistent } = { consistent: false }): Promise<Head | undefined> {
    // A stale head costs a sender one more try, which brings the true one: half a read unit less for all others.
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.head(key), ConsistentRead: consistent }),
    );
    return Item && headFromItem(Item);
  }

  async append(draft: MessageDraft, head: number): Promise<AppendOutcome> {
    const sequenceNumber = head + 1;
    const item = messageItemOf(draft, sequenceNumber);
    const TableName = this.#table;
    const attachments = attachmentWrites(TableName, draft, sequenceNumber);
    const writes: Record<string, NamedWrites<string>[string]> = {
      head: {
        Update: {
          TableName,
          Key: keys.head(draft),
          UpdateExpression: 'SET sequenceNumber = :next, updatedAt = :now',
          ConditionExpression: 'sequenceNumber = :head',
          ExpressionAttributeValues: { ':head': head, ':next': sequenceNumber, ':now': draft.timestamp },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      ...messageWrites(TableName, draft, item),
      membership: membershipWrite(TableName, draft, sequenceNumber),
      ...Object.fromEntries(attachments.map((write, index) => [`attachment ${index}`, write])),
    };
    const result = await transact(this.#client, writes);
    if (result.outcome === 'committed') return { outcome: 'committed', message: messageOfDraft(draft, item) };
    if (result.outcome === 'contended') return result;
    const { items } = result;
    if (items.has('membership')) return { outcome: 'not-a-member' };
    const earlier = items.get('idempotency');
    if (earlier !== undefined) return { outcome: 'duplicate', sequenceNumber: earlier.sequenceNumber as number };
    if (attachments.some((_write, index) => items.has(`attachment ${index}`)))
      return { outcome: 'attachments-changed' };
    const current = items.get('head');
    // A head that is gone is a conversation that is gone; a number that is taken says the head has moved on.
    if (items.has('head') && current === undefined) return { outcome: 'not-a-member' };
    return { outcome: 'overtaken', ...(current === undefined ? { sequenceNumber } : headFromItem(current)) };
  }

  async readSent(
    ...[key, senderId, clientMessageId]: Parameters<MessageLog['readSent']>
  ): Promise<Message | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#table,
        Key: keys.idempotency(key, senderId, clientMessageId),
        ConsistentRead: true,
      }),
    );
    return Item && this.read(key, Item.sequenceNumber as number);
  }

  async read(key: ConversationKey, sequenceNumber: number): Promise<Message | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.message(key, sequenceNumber), ConsistentRead: true }),
    );
    const [message] = await this.#messages(key, Item === undefined ? [] : [Item]);
    return message;
  }

  async readMany(key: ConversationKey, sequenceNumbers: readonly number[]): Promise<readonly Message[]> {
    const wanted = sequenceNumbers.map((number) => keys.message(key, number));
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: true });
    const messages = await this.#messages(key, items);
    return messages.sort((one, other) => one.sequenceNumber - other.sequenceNumber);
  }

  async readRange(key: ConversationKey, { before, after, limit }: RangeQuery): Promise<MessageRange> {
    const forward = after !== undefined;
    const first = (after ?? 0) + 1;
    const last = before === undefined ? Number.MAX_SAFE_INTEGER : before - 1;
    if (first > last) return { items: [], hasMore: false };
    const items = await queryItems(
      this.#client,
      {
        ...between(this.#table, conversationPartition(key), messageSortKey(first), messageSortKey(last)),
        ScanIndexForward: forward,
        ConsistentRead: true,
      },
      limit + 1,
    );
    const page = await this.#messages(key, items.slice(0, limit));
    return { items: forward ? page : page.reverse(), hasMore: items.length > limit };
  }

  #messages({ tenantId }: ConversationKey, items: readonly Record<string, unknown>[]): Promise<Message[]> {
    return withAttachments(this.#client, this.#table, tenantId, items as unknown as MessageItem[]);
  }
}
