import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type {
  ConversationRecord,
  ConversationStore,
  InboxEntry,
} from '../../domain/conversations/conversation-store.ts';
import type { Membership } from '../../domain/conversations/memberships.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { membershipFrom } from './membership-repository.ts';
import { type NamedWrites, transact } from './transaction.ts';

/** DynamoDB's limit of items in one transaction. */
const transactionItems = 100;
/** A member is two items; the conversation and its head go with the first members. */
const membersWithConversation = (transactionItems - 2) / 2;
const membersAlone = transactionItems / 2;

/** A conversation as stored. Its head is an item of its own, and is gone once the conversation was deleted. */
export interface ConversationItem extends Omit<ConversationRecord, 'metadata' | 'sequenceNumber'> {
  readonly metadataJson?: string;
  /** When the last of it was purged after it was deleted, ISO 8601; then nothing but what names it is left. */
  readonly purgedAt?: string;
}
/** The head of the line of messages, as stored. */
export interface HeadItem {
  readonly sequenceNumber: number;
  readonly updatedAt: string;
}

/** ISO 8601 in UTC sorts as text does. */
const latest = (one: string, other: string): string => [one, other].sort()[1] as string;

/** The two items of a conversation as one. */
export const recordFrom = ({ metadataJson, ...item }: ConversationItem, head: HeadItem): ConversationRecord => ({
  tenantId: item.tenantId,
  conversationId: item.conversationId,
  type: item.type,
  title: item.title,
  metadata: metadataJson === undefined ? undefined : JSON.parse(metadataJson),
  peerIds: item.peerIds,
  memberCount: item.memberCount,
  changeNumber: item.changeNumber,
  sequenceNumber: head.sequenceNumber,
  updatedAt: latest(item.updatedAt, head.updatedAt),
});

/** The two sides of a membership: the person's own, and the one that members are listed by. */
export const membershipItems = (key: ConversationKey, { conversationId, ...fields }: Membership) => ({
  own: { ...keys.membership(key, fields.userId), ...fields },
  listed: { ...keys.member(key, fields.userId), userId: fields.userId, role: fields.role, joinedAt: fields.joinedAt },
});

/** Conversations and their heads, in the Chat table. */
export class ConversationRepository implements ConversationStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async create(
    record: ConversationRecord,
    members: readonly Membership[],
    correlationId: string,
  ): Promise<'created' | 'exists'> {
    const { metadata, sequenceNumber, ...fields } = record;
    const item: ConversationItem = {
      ...fields,
      ...(metadata !== undefined && { metadataJson: JSON.stringify(metadata) }),
    };
    // Members beyond the first transaction go before it: until the conversation is there nobody sees them.
    for (let from = membersWithConversation; from < members.length; from += membersAlone) {
      const written = await transact(
        this.#client,
        this.#memberWrites(record, members.slice(from, from + membersAlone)),
      );
      if (written.outcome !== 'committed') throw new Unavailable('cannot create conversation; the table is busy');
    }
    const result = await transact(this.#client, {
      conversation: {
        Put: {
          TableName: this.#table,
          Item: { ...keys.conversation(record), ...item, correlationId },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      head: {
        Put: {
          TableName: this.#table,
          Item: { ...keys.head(record), sequenceNumber, updatedAt: record.updatedAt },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      ...this.#memberWrites(record, members.slice(0, membersWithConversation)),
    });
    if (result.outcome === 'contended') throw new Unavailable('cannot create conversation; somebody else is doing so');
    return result.outcome === 'committed' ? 'created' : 'exists';
  }

  async findFor(key: ConversationKey, userId: UserId): Promise<InboxEntry | undefined> {
    const wanted = [keys.conversation(key), keys.head(key), keys.membership(key, userId)] as const;
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: true });
    const [conversation, head, membership] = wanted.map(({ SK }) => items.find((item) => item.SK === SK));
    if (!conversation || !head || !membership) return undefined;
    return {
      record: recordFrom(conversation as unknown as ConversationItem, head as unknown as HeadItem),
      membership: membershipFrom(membership),
    };
  }

  async readSize(key: ConversationKey): Promise<Pick<ConversationRecord, 'type' | 'memberCount'> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#table,
        Key: keys.conversation(key),
        ProjectionExpression: '#type, memberCount',
        ExpressionAttributeNames: { '#type': 'type' },
        ConsistentRead: true,
      }),
    );
    return Item as Pick<ConversationRecord, 'type' | 'memberCount'> | undefined;
  }

  async readMany(tenantId: TenantId, ids: readonly ConversationId[]): Promise<readonly ConversationRecord[]> {
    const items = await batchGet(
      this.#client,
      this.#table,
      ids.flatMap((conversationId) => {
        const key = { tenantId, conversationId };
        return [keys.conversation(key), keys.head(key)];
      }),
      { consistent: true },
    );
    const byKey = new Map(items.map((item) => [`${item.PK} ${item.SK}`, item]));
    const find = ({ PK, SK }: { PK: string; SK: string }) => byKey.get(`${PK} ${SK}`) as unknown;
    return ids.flatMap((conversationId) => {
      const key = { tenantId, conversationId };
      const conversation = find(keys.conversation(key)) as ConversationItem | undefined;
      const head = find(keys.head(key)) as HeadItem | undefined;
      return conversation && head ? [recordFrom(conversation, head)] : [];
    });
  }

  #memberWrites(record: ConversationRecord, members: readonly Membership[]): NamedWrites<string> {
    const put = (Item: Record<string, unknown>) => ({ Put: { TableName: this.#table, Item } });
    return Object.fromEntries(
      members.flatMap((membership) => {
        const { own, listed } = membershipItems(record, membership);
        return [
          [`member ${membership.userId}`, put(listed)],
          [`membership ${membership.userId}`, put(own)],
        ];
      }),
    );
  }
}
