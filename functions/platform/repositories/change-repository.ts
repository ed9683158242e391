import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import { ChangeEvent } from '../../contract/events.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Change } from '../../domain/changes/change.ts';
import type {
  ChangeLine,
  ChangeOutcome,
  ChangeSubject,
  ChangeWrite,
  ConversationState,
} from '../../domain/changes/change-line.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { changeSortKey, conversationPartition, type ItemKey, keys } from '../keys.ts';
import { detachWrites, withAttachments } from './attachments.ts';
import { batchGet } from './batch-get.ts';
import { type ConversationItem, type HeadItem, membershipItems, recordFrom } from './conversation-repository.ts';
import { membershipFrom } from './membership-repository.ts';
import type { MessageItem } from './message-item.ts';
import { between, queryItems } from './query-items.ts';
import { type NamedWrites, transact } from './transaction.ts';

type Write = NamedWrites<string>[string];

/** Sets and removes of one update expression; undefined values are removed. */
const updateOf = (TableName: string, Key: ItemKey, fields: Record<string, unknown>, condition: string): Write => {
  const names = Object.keys(fields);
  const set = names.filter((name) => fields[name] !== undefined);
  const remove = names.filter((name) => fields[name] === undefined);
  const list = (some: readonly string[], one: (name: string) => string) => some.map(one).join(', ');
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: [
        set.length > 0 && `SET ${list(set, (name) => `#${name} = :${name}`)}`,
        remove.length > 0 && `REMOVE ${list(remove, (name) => `#${name}`)}`,
      ]
        .filter(Boolean)
        .join(' '),
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, fields[name]])),
    },
  };
};

/** What changes of a stored message; the rest of it stays for good. */
const messageFields = ({
  content,
  revision,
  changeNumber,
  editedAt,
  deleted,
  reactions,
  mentions,
  metadata,
}: Message) => ({
  content,
  revision,
  changeNumber,
  editedAt,
  deleted,
  reactions: reactions.length > 0 ? reactions : undefined,
  mentions,
  metadataJson: metadata === undefined ? undefined : JSON.stringify(metadata),
  // They go with a deletion; nothing else changes them.
  ...(deleted && { attachmentIds: undefined }),
});

/** What a write changes of the conversation's own item; the change number goes with it in any case. */
const conversationFields = (change: Change, writes: readonly ChangeWrite[]) => {
  const fields: Record<string, unknown> = { changeNumber: change.changeNumber };
  for (const one of writes) {
    if (one.write === 'message') continue;
    fields.updatedAt = change.timestamp;
    if (one.write === 'title') {
      if (one.title !== undefined) fields.title = one.title;
      if (one.metadata !== undefined) fields.metadataJson = JSON.stringify(one.metadata);
    }
    if ('memberCount' in one) fields.memberCount = one.memberCount;
  }
  return fields;
};

/** Conversations' lines of changes, in the Chat table. */
export class ChangeRepository implements ChangeLine {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readState(
    key: ConversationKey,
    actorId: UserId,
    { sequenceNumber, memberId }: ChangeSubject,
  ): Promise<ConversationState | undefined> {
    // The conversation first: what is read after it is at least as new as its number, and a commit at that number fails
    // if any of it changed since. Not in one transaction, which every send under way would cancel.
    const { Item: conversation } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.conversation(key), ConsistentRead: true }),
    );
    if (conversation === undefined) return undefined;
    const wanted = {
      head: keys.head(key),
      actor: keys.membership(key, actorId),
      ...(sequenceNumber !== undefined && { message: keys.message(key, sequenceNumber) }),
      // A batch may not name one item twice.
      ...(memberId !== undefined && memberId !== actorId && { member: keys.membership(key, memberId) }),
    };
    const items = await batchGet(this.#client, this.#table, Object.values(wanted), { consistent: true });
    const found = (itemKey: ItemKey | undefined) =>
      itemKey && items.find(({ PK, SK }) => PK === itemKey.PK && SK === itemKey.SK);
    const [head, actor, message, member] = [wanted.head, wanted.actor, wanted.message, wanted.member].map(found);
    if (!head || !actor) return undefined;
    const membership = memberId === actorId ? actor : member;
    const stored = message === undefined ? [] : [message as unknown as MessageItem];
    const [shown] = await withAttachments(this.#client, this.#table, key.tenantId, stored);
    return {
      conversation: recordFrom(conversation as unknown as ConversationItem, head as unknown as HeadItem),
      actor: membershipFrom(actor),
      ...(shown && { message: shown }),
      ...(membership && { member: membershipFrom(membership) }),
    };
  }

  async commit(
    key: ConversationKey,
    change: Change,
    writes: readonly ChangeWrite[],
    entry?: AuditEntry,
  ): Promise<ChangeOutcome> {
    const line = updateOf(
      this.#table,
      keys.conversation(key),
      conversationFields(change, writes),
      'changeNumber = :before',
    );
    Object.assign(line.Update?.ExpressionAttributeValues ?? {}, { ':before': change.changeNumber - 1 });
    const result = await transact(this.#client, {
      line,
      change: {
        Put: {
          TableName: this.#table,
          Item: {
            ...keys.change(key, change.changeNumber),
            ...change,
            conversationId: key.conversationId,
            audit: entry,
            replaced: writes.flatMap((one) => (one.write === 'message' ? (one.replaced ?? []) : []))[0],
          },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      ...Object.fromEntries(
        writes.flatMap((one) => this.#writesOf(key, change, one)).map((write, index) => [`write ${index}`, write]),
      ),
    });
    return { outcome: result.outcome === 'refused' ? 'overtaken' : result.outcome };
  }

  async readAfter(key: ConversationKey, afterChange: number, limit: number): Promise<readonly Change[]> {
    const items = await queryItems(
      this.#client,
      {
        ...between(
          this.#table,
          conversationPartition(key),
          changeSortKey(afterChange + 1),
          changeSortKey(Number.MAX_SAFE_INTEGER),
        ),
        ConsistentRead: true,
      },
      limit,
    );
    return items.map((item) => ChangeEvent.parse(item));
  }

  #writesOf(key: ConversationKey, { timestamp }: Change, one: ChangeWrite): Write[] {
    const TableName = this.#table;
    const exists = 'attribute_exists(PK)';
    switch (one.write) {
      case 'message':
        return [
          updateOf(TableName, keys.message(key, one.message.sequenceNumber), messageFields(one.message), exists),
          ...(one.detached ?? []).flatMap((mediaId) =>
            Object.values(detachWrites(TableName, { ...key, mediaId }, one.message.id, timestamp)),
          ),
        ];
      case 'title':
        return [];
      case 'add-member': {
        const { own, listed } = membershipItems(key, one.membership);
        return [{ Put: { TableName, Item: own } }, { Put: { TableName, Item: listed } }];
      }
      case 'remove-member':
        return [
          { Delete: { TableName, Key: keys.membership(key, one.userId) } },
          { Delete: { TableName, Key: keys.member(key, one.userId) } },
        ];
      case 'role':
        return [
          updateOf(TableName, keys.membership(key, one.userId), { role: one.role }, exists),
          updateOf(TableName, keys.member(key, one.userId), { role: one.role }, exists),
        ];
      case 'end-conversation':
        // Without its head a conversation takes no message, and is found by nobody.
        return [{ Delete: { TableName, Key: keys.head(key) } }];
    }
  }
}
