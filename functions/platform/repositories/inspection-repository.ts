import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../../contract/identifiers.ts';
import { retryContended } from '../../domain/contention.ts';
import type { ListedMember, Marks, Membership } from '../../domain/conversations/memberships.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { Heads, InspectionStore, LineEntry, LineName } from '../../domain/inspection/inspection-store.ts';
import { Overtaken } from '../../domain/inspection/overtaken.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { changeSortKey, conversationPartition, type ItemKey, keys, messageSortKey, prefixes } from '../keys.ts';
import { changeIn } from '../stream-change.ts';
import { type ConversationItem, type HeadItem, membershipItems } from './conversation-repository.ts';
import type { MessageItem } from './message-item.ts';
import { between, queryItems } from './query-items.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { type NamedWrites, transact } from './transaction.ts';
import { unlessRefused } from './unless-refused.ts';

/** Entries read at once: a page of the largest messages stays below what one query reads, 1 MB. */
const pageItems = 100;

const busy = 'cannot repair; it is being written to';

const lines = {
  messages: { prefix: prefixes.message, sortKey: messageSortKey, notice: 'message' },
  changes: { prefix: prefixes.change, sortKey: changeSortKey, notice: 'change' },
} as const;

const stateOfMessage = ({ revision, deleted, changeNumber }: MessageItem) => ({
  revision,
  isDeleted: deleted === true,
  changeNumber,
});

const namesOf = ({ title, peerIds }: ConversationItem): number => peerIds?.length ?? (title === undefined ? 0 : 1);

const entryFrom = (line: LineName, item: Record<string, unknown>): LineEntry => {
  // By the key, which is what everybody reads by.
  const number = Number(String(item.SK).slice(lines[line].prefix.length));
  return {
    number,
    timestamp: String(item.timestamp),
    ...(line === 'messages' && { message: stateOfMessage(item as unknown as MessageItem) }),
    notice: `${lines[line].notice} ${number}`,
    event: () => changeIn(item),
  };
};

/** What the two items of a conversation are, read and repaired as stored, in the Chat table. */
export class InspectionRepository implements InspectionStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readHeads(key: ConversationKey): Promise<Heads> {
    // Head, conversation and newest change lie side by side: one query, one read unit.
    const SK = { head: keys.head(key).SK, conversation: keys.conversation(key).SK };
    const items = await queryItems(
      this.#client,
      {
        ...between(this.#table, conversationPartition(key), prefixes.change, SK.head),
        ScanIndexForward: false,
        ConsistentRead: true,
      },
      3,
    );
    const find = (test: (sortKey: string) => boolean) => items.find((item) => test(String(item.SK)));
    const head = find((sortKey) => sortKey === SK.head) as HeadItem | undefined;
    const conversation = find((sortKey) => sortKey === SK.conversation);
    const change = find((sortKey) => sortKey.startsWith(prefixes.change));
    const item = (conversation ?? {}) as unknown as ConversationItem;
    const { changeNumber, memberCount, updatedAt, purgedAt } = item;
    const names = namesOf(item);
    return {
      ...(conversation && {
        conversation: { changeNumber, memberCount, updatedAt, purgedAt, names, event: () => changeIn(conversation) },
      }),
      ...(head && { head }),
      ...(change && { lastChange: { ...entryFrom('changes', change), kind: String(change.kind) } }),
      hasStrays: items.length === 0 && (await this.#hasMessages(key)),
    };
  }

  async *readLine(
    key: ConversationKey,
    line: LineName,
    { from = Number.MAX_SAFE_INTEGER, above = 0 }: { readonly from?: number; readonly above?: number } = {},
  ): AsyncGenerator<readonly LineEntry[]> {
    const { sortKey } = lines[line];
    const pages = paginateQuery(
      { client: this.#client, pageSize: pageItems },
      {
        ...between(this.#table, conversationPartition(key), sortKey(above + 1), sortKey(from)),
        ScanIndexForward: false,
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) yield Items.map((item) => entryFrom(line, item));
  }

  async findListed(key: ConversationKey, userId: UserId): Promise<ListedMember | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.member(key, userId), ConsistentRead: true }),
    );
    return Item as ListedMember | undefined;
  }

  async moveHead(key: ConversationKey, line: LineName, from: number, { number, timestamp }: LineEntry): Promise<void> {
    const [Key, name] =
      line === 'messages' ? [keys.head(key), 'sequenceNumber'] : [keys.conversation(key), 'changeNumber'];
    await this.#update({
      Key,
      UpdateExpression: 'SET #number = :to, updatedAt = :at',
      ConditionExpression: '#number = :from',
      ExpressionAttributeNames: { '#number': name },
      ExpressionAttributeValues: { ':from': from, ':to': number, ':at': timestamp },
    });
  }

  async mirrorMembership(
    key: ConversationKey,
    changeNumber: number,
    userId: UserId,
    membership: Membership | undefined,
  ): Promise<void> {
    const TableName = this.#table;
    await this.#write({
      conversation: this.#check(keys.conversation(key), 'changeNumber = :value', changeNumber),
      member: membership
        ? { Put: { TableName, Item: membershipItems(key, membership).listed } }
        : { Delete: { TableName, Key: keys.member(key, userId) } },
    });
  }

  async setMemberCount(key: ConversationKey, changeNumber: number, memberCount: number): Promise<void> {
    await this.#update({
      Key: keys.conversation(key),
      UpdateExpression: 'SET memberCount = :count',
      ConditionExpression: 'changeNumber = :changeNumber',
      ExpressionAttributeValues: { ':count': memberCount, ':changeNumber': changeNumber },
    });
  }

  async lowerMarks(key: ConversationKey, userId: UserId, marks: Marks, head: number): Promise<void> {
    await this.#write({
      head: this.#check(keys.head(key), 'sequenceNumber = :value', head),
      membership: {
        Update: {
          TableName: this.#table,
          Key: keys.membership(key, userId),
          UpdateExpression: 'SET lastReadSequence = :read, lastDeliveredSequence = :delivered',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: {
            ':read': Math.min(marks.lastReadSequence, head),
            ':delivered': Math.min(marks.lastDeliveredSequence, head),
          },
        },
      },
    });
  }

  async removeMembership(key: ConversationKey, userId: UserId): Promise<void> {
    const TableName = this.#table;
    await this.#write({
      conversation: this.#check(keys.conversation(key), 'attribute_not_exists(PK) OR attribute_exists(purgedAt)'),
      head: this.#check(keys.head(key), 'attribute_not_exists(PK)'),
      member: { Delete: { TableName, Key: keys.member(key, userId) } },
      membership: { Delete: { TableName, Key: keys.membership(key, userId) } },
    });
  }

  async #hasMessages(key: ConversationKey): Promise<boolean> {
    const first = this.readLine(key, 'messages');
    return ((await first.next()).value ?? []).length > 0;
  }

  #check(Key: ItemKey, ConditionExpression: string, value?: number): NamedWrites<string>[string] {
    return {
      ConditionCheck: {
        TableName: this.#table,
        Key,
        ConditionExpression,
        ...(value !== undefined && { ExpressionAttributeValues: { ':value': value } }),
      },
    };
  }

  async #update(update: Omit<UpdateCommandInput, 'TableName'>): Promise<void> {
    const command = new UpdateCommand({ TableName: this.#table, ...update });
    const updated = await unlessRefused(retryConflicts(() => this.#client.send(command), busy));
    if (updated === undefined) throw new Overtaken();
  }

  async #write(writes: NamedWrites<string>): Promise<void> {
    const { outcome } = await retryContended.execute(() => transact(this.#client, writes));
    if (outcome === 'refused') throw new Overtaken();
    if (outcome === 'contended') throw new Unavailable(busy);
  }
}
