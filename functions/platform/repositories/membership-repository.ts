import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Membership, Memberships } from '../../domain/conversations/memberships.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { conversationIdIn, conversationPartition, keys, prefixes, userPartition } from '../keys.ts';
import { queryItems } from './query-items.ts';

type MembershipItem = Omit<Membership, 'conversationId'> & { readonly SK: string };

const membershipFrom = (item: Record<string, unknown>): Membership => {
  const { SK, userId, role, joinedAt, lastReadSequence, muted } = item as unknown as MembershipItem;
  return { conversationId: conversationIdIn(SK), userId, role, joinedAt, lastReadSequence, muted };
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

  async listMemberIds(key: ConversationKey, limit?: number): Promise<readonly UserId[]> {
    const items = await queryItems(
      this.#client,
      {
        ...this.#beginningWith(conversationPartition(key), prefixes.member),
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
      ...this.#beginningWith(userPartition(tenantId, userId), prefixes.membership),
      ConsistentRead: true,
    });
    return items.map(membershipFrom);
  }

  #beginningWith(partition: string, prefix: string) {
    return {
      TableName: this.#table,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
    };
  }
}
