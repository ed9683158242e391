import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../contract/messages.ts';
import { messageIdOf } from '../../domain/messages/message-id.ts';
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
import { batchGet } from './batch-get.ts';
import { between, queryItems } from './query-items.ts';
import { transact } from './transaction.ts';

/**
 * A message as stored. The metadata is kept as JSON text: a table's maps have a depth and a precision of their own,
 * and what an application wrote has to come back as it was.
 */
export interface MessageItem {
  readonly conversationId: Message['conversationId'];
  readonly sequenceNumber: number;
  readonly senderId: Message['senderId'];
  readonly clientMessageId: string;
  readonly messageType: string;
  readonly content: string;
  readonly timestamp: string;
  readonly revision: number;
  readonly replyTo?: Message['replyTo'];
  readonly mentions?: Message['mentions'];
  readonly metadataJson?: string;
  readonly reactions?: Message['reactions'];
  /** Of its last change. */
  readonly changeNumber?: number;
  readonly editedAt?: string;
  readonly deleted?: true;
  /** Of the request that sent it; consumers of the stream go on with it. */
  readonly correlationId: string;
}

/** The item of a message that is new. */
export const messageItemOf = ({ tenantId, metadata, ...draft }: MessageDraft, sequenceNumber: number): MessageItem => ({
  ...draft,
  sequenceNumber,
  revision: 1,
  ...(metadata !== undefined && { metadataJson: JSON.stringify(metadata) }),
});

/** A stored message as clients see it. */
export const messageFromItem = (item: MessageItem): Message => ({
  id: messageIdOf(item),
  conversationId: item.conversationId,
  senderId: item.senderId,
  clientMessageId: item.clientMessageId,
  messageType: item.messageType,
  content: item.content,
  sequenceNumber: item.sequenceNumber,
  timestamp: item.timestamp,
  revision: item.revision,
  ...(item.replyTo !== undefined && { replyTo: item.replyTo }),
  ...(item.mentions !== undefined && { mentions: item.mentions }),
  ...(item.metadataJson !== undefined && { metadata: JSON.parse(item.metadataJson) as Message['metadata'] }),
  ...(item.changeNumber !== undefined && { changeNumber: item.changeNumber }),
  ...(item.editedAt !== undefined && { editedAt: item.editedAt }),
  ...(item.deleted && { deleted: true }),
  reactions: item.reactions ?? [],
  attachments: [],
});

/** A stored head. */
export const headFromItem = ({ sequenceNumber, hotUntilMs }: Record<string, unknown>): Head => ({
  sequenceNumber: sequenceNumber as number,
  ...(hotUntilMs !== undefined && { hotUntilMs: hotUntilMs as number }),
});

/** A new message in the stream's own words, or the error of an item that is none. */
export const storedMessage = (item: Record<string, unknown>): { message: Message; correlationId: string } => {
  const stored = item as unknown as MessageItem;
  if (typeof stored.sequenceNumber !== 'number' || typeof stored.conversationId !== 'string') {
    throw new Error('cannot read the record; it is no message');
  }
  return { message: messageFromItem(stored), correlationId: stored.correlationId };
};

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
    // Eventually consistent: a stale head costs a sender one more try, which brings the true one.
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.head(key), ConsistentRead: consistent }),
    );
    return Item && headFromItem(Item);
  }

  async append(draft: MessageDraft, head: number): Promise<AppendOutcome> {
    const sequenceNumber = head + 1;
    const item = messageItemOf(draft, sequenceNumber);
    const TableName = this.#table;
    const result = await transact(this.#client, {
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
    });
    if (result.outcome === 'committed') return { outcome: 'committed', message: messageFromItem(item) };
    if (result.outcome === 'contended') return result;
    const { items } = result;
    if (items.has('membership')) return { outcome: 'not-a-member' };
    const earlier = items.get('idempotency');
    if (earlier !== undefined) return { outcome: 'duplicate', sequenceNumber: earlier.sequenceNumber as number };
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
    return Item && messageFromItem(Item as unknown as MessageItem);
  }

  async readMany(key: ConversationKey, sequenceNumbers: readonly number[]): Promise<readonly Message[]> {
    const wanted = sequenceNumbers.map((number) => keys.message(key, number));
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: true });
    return items
      .map((item) => messageFromItem(item as unknown as MessageItem))
      .sort((one, other) => one.sequenceNumber - other.sequenceNumber);
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
    const page = items.slice(0, limit).map((item) => messageFromItem(item as unknown as MessageItem));
    return { items: forward ? page : page.reverse(), hasMore: items.length > limit };
  }
}
