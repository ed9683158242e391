import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import { retryContended } from '../../domain/contention.ts';
import type {
  ListedMember,
  Marks,
  MarksMoved,
  Membership,
  Memberships,
  Mute,
} from '../../domain/conversations/memberships.ts';
import { NotFound, Unavailable } from '../../domain/errors.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { conversationIdIn, conversationPartition, keys, prefixes, userPartition } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { beginningWith, queryItems } from './query-items.ts';

type MembershipItem = Omit<Membership, 'conversationId'> & { readonly SK: string };

type MembershipUpdate = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>;

/** The item after an update, or as it is where the condition refused it. */
interface Updated {
  readonly outcome: 'done' | 'refused';
  readonly item: Record<string, unknown>;
}

/** A stored membership. One's own messages count as delivered and read. */
export const membershipFrom = (item: Record<string, unknown>): Membership => {
  const { SK, userId, role, joinedAt, lastReadSequence, lastDeliveredSequence, muted, mutedUntil } =
    item as unknown as MembershipItem;
  return {
    conversationId: conversationIdIn(SK),
    userId,
    role,
    joinedAt,
    lastReadSequence,
    lastDeliveredSequence: Math.max(lastDeliveredSequence, lastReadSequence),
    muted,
    mutedUntil,
  };
};

/** Memberships, in the Chat table. */
export class MembershipRepository implements Memberships {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async find(key: ConversationKey, userId: UserId): Promise<Membership | undefined> {
    // Strongly consistent: who was removed a moment ago must not read on.
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.membership(key, userId), ConsistentRead: true }),
    );
    return Item && membershipFrom(Item);
  }

  async isAny(tenantId: TenantId, userId: UserId, conversationIds: readonly ConversationId[]): Promise<boolean> {
    const wanted = conversationIds.map((conversationId) => keys.membership({ tenantId, conversationId }, userId));
    return (await batchGet(this.#client, this.#table, wanted, { consistent: true })).length > 0;
  }

  async findMany(key: ConversationKey, userIds: readonly UserId[]): Promise<readonly Membership[]> {
    const wanted = userIds.map((userId) => keys.membership(key, userId));
    return (await batchGet(this.#client, this.#table, wanted, { consistent: true })).map(membershipFrom);
  }

  async list(
    key: ConversationKey,
    { limit, afterUserId }: { limit: number; afterUserId?: UserId | undefined },
  ): Promise<readonly ListedMember[]> {
    const items = await queryItems(
      this.#client,
      {
        ...beginningWith(this.#table, conversationPartition(key), prefixes.member),
        ...(afterUserId !== undefined && { ExclusiveStartKey: { ...keys.member(key, afterUserId) } }),
        ConsistentRead: true,
      },
      limit,
    );
    return items.map(({ userId, role, joinedAt }) => ({ userId, role, joinedAt }) as ListedMember);
  }

  async mute(key: ConversationKey, userId: UserId, { muted, mutedUntil }: Mute): Promise<void> {
    await this.#update(key, userId, {
      UpdateExpression: `SET muted = :muted${mutedUntil === undefined ? ' REMOVE mutedUntil' : ', mutedUntil = :until'}`,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':muted': muted, ...(mutedUntil !== undefined && { ':until': mutedUntil }) },
    });
  }

  async moveMarks(key: ConversationKey, userId: UserId, marks: Partial<Marks>): Promise<MarksMoved> {
    const names = Object.keys(marks) as (keyof Marks)[];
    const updated = await this.#update(key, userId, {
      UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
      // Each mark moves forward or nothing does: two devices may report in any order.
      ConditionExpression: names.map((name) => `${name} < :${name}`).join(' AND '),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, marks[name]])),
    });
    const { lastReadSequence, lastDeliveredSequence } = membershipFrom(updated.item);
    return { moved: updated.outcome === 'done', marks: { lastReadSequence, lastDeliveredSequence } };
  }

  async listMemberIds(key: ConversationKey, limit?: number): Promise<readonly UserId[]> {
    const items = await queryItems(
      this.#client,
      {
        ...beginningWith(this.#table, conversationPartition(key), prefixes.member),
        ProjectionExpression: 'userId',
        // Strongly consistent: who was added a moment ago gets the next message.
        ConsistentRead: true,
      },
      limit,
    );
    return items.map(({ userId }) => userId as UserId);
  }

  async listOf(tenantId: TenantId, userId: UserId): Promise<readonly Membership[]> {
    const items = await queryItems(this.#client, {
      ...beginningWith(this.#table, userPartition(tenantId, userId), prefixes.membership),
      ConsistentRead: true,
    });
    return items.map(membershipFrom);
  }

  /**
   * Updates a membership under a condition; `item` is as it is then, whether or not it was done. The person's own send
   * writes the same item, and a write that meets it is tried again.
   */
  async #update(key: ConversationKey, userId: UserId, update: MembershipUpdate): Promise<Updated> {
    const result = await retryContended.execute(() => this.#tryUpdate(key, userId, update));
    if (result.outcome === 'contended') throw new Unavailable('cannot update the membership; it is being written to');
    return result;
  }

  async #tryUpdate(
    key: ConversationKey,
    userId: UserId,
    update: MembershipUpdate,
  ): Promise<Updated | { readonly outcome: 'contended' }> {
    try {
      const { Attributes = {} } = await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keys.membership(key, userId),
          ...update,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { outcome: 'done', item: Attributes };
    } catch (error) {
      if (error instanceof TransactionConflictException) return { outcome: 'contended' };
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (error.Item === undefined) throw new NotFound('conversation');
      return { outcome: 'refused', item: unmarshall(error.Item) };
    }
  }
}
