import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { AddOutcome, LoginName, UserRecord, Users } from '../../domain/users/users.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { transact } from './transaction.ts';

const userFrom = (item: Record<string, unknown>): UserRecord => {
  const { tenantId, userId, username, email, displayName, roles, createdAt } = item as unknown as UserRecord;
  return { tenantId, userId, username, email, displayName, roles, createdAt };
};

/** People, their tenants and the directory of login names, in the Chat table. */
export class UserRepository implements Users {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(user: UserRecord, { foundsTenant }: { foundsTenant: boolean }): Promise<AddOutcome> {
    const TableName = this.#table;
    const { tenantId, userId, createdAt } = user;
    const putNew = (Item: Record<string, unknown>) => ({
      Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' },
    });
    const loginName = (name: LoginName) => putNew({ ...keys.directory(name), tenantId, userId });
    const result = await transact(this.#client, {
      tenant: foundsTenant
        ? putNew({ ...keys.tenant(tenantId), tenantId, createdAt })
        : { ConditionCheck: { TableName, Key: keys.tenant(tenantId), ConditionExpression: 'attribute_exists(PK)' } },
      email: loginName({ kind: 'email', value: user.email }),
      username: loginName({ kind: 'username', value: user.username }),
      profile: putNew({ ...keys.profile(tenantId, userId), ...user }),
    });
    if (result.outcome === 'committed') return 'added';
    if (result.outcome === 'contended') throw new Unavailable('cannot register; somebody else is doing so');
    if (result.items.has('email')) return 'email-taken';
    if (result.items.has('tenant')) return foundsTenant ? 'tenant-exists' : 'tenant-missing';
    return 'username-taken';
  }

  async tenantExists(tenantId: TenantId): Promise<boolean> {
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.#table, Key: keys.tenant(tenantId) }));
    return Item !== undefined;
  }

  async findByLoginName(name: LoginName): Promise<{ tenantId: TenantId; userId: UserId } | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.directory(name), ConsistentRead: true }),
    );
    return Item && { tenantId: Item.tenantId as TenantId, userId: Item.userId as UserId };
  }

  async read(tenantId: TenantId, userId: UserId): Promise<UserRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.profile(tenantId, userId), ConsistentRead: true }),
    );
    return Item && userFrom(Item);
  }

  async readMany(tenantId: TenantId, ids: readonly UserId[]): Promise<readonly UserRecord[]> {
    const items = await batchGet(
      this.#client,
      this.#table,
      ids.map((userId) => keys.profile(tenantId, userId)),
      { consistent: true },
    );
    return items.map(userFrom);
  }
}
