import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import type { MediaId, TenantId, UserId } from '../../contract/identifiers.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import { orphanAfterMs, unattachedSince } from '../../domain/media/unattached.ts';
import type { AddOutcome, FoundUser, LoginEntry, LoginName, UserRecord, Users } from '../../domain/users/users.ts';
import { keys, peoplePartition, prefixes } from '../keys.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { batchGet } from './batch-get.ts';
import { foundBy, nameChanges, namePuts } from './name-items.ts';
import { beginningWith } from './query-items.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { settingsAre } from './tenant-repository.ts';
import { type NamedWrites, transact } from './transaction.ts';
import { unattachedPut } from './unattached-repository.ts';

const userFrom = (item: Record<string, unknown>): UserRecord => {
  const { tenantId, userId, username, email, displayName, avatarMediaId, roles, createdAt, deactivatedAt } =
    item as unknown as UserRecord;
  const { renamedAt, mfaEnabled, passwordResetAtMs, passwordChangeBegunAtMs } = item as unknown as UserRecord;
  const names = { tenantId, userId, username, email, displayName, renamedAt, avatarMediaId };
  return { ...names, roles, createdAt, deactivatedAt, mfaEnabled, passwordResetAtMs, passwordChangeBegunAtMs };
};

/** People, their tenants, the directory of login names and the names they are found by, in the Chat table. */
export class UserRepository implements Users {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(
    user: UserRecord,
    { foundsTenant, isConfirmed, settingsVersion = 0, invitation, entry }: Parameters<Users['add']>[1],
  ): Promise<AddOutcome> {
    const TableName = this.#table;
    const { tenantId, userId, createdAt } = user;
    const putNew = (Item: Record<string, unknown>) => ({
      Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' },
    });
    const loginName = (name: LoginName) =>
      putNew({ ...keys.directory(name), tenantId, userId, ...(!isConfirmed && { awaitsConfirmation: true }) });
    const result = await transact<string>(this.#client, {
      tenant: foundsTenant
        ? putNew({ ...keys.tenant(tenantId), tenantId, createdAt })
        : {
            ConditionCheck: {
              TableName,
              Key: keys.tenant(tenantId),
              ConditionExpression: `attribute_exists(PK) AND attribute_not_exists(suspendedAt) AND ${settingsAre(settingsVersion)}`,
              ...(settingsVersion > 0 && { ExpressionAttributeValues: { ':settingsVersion': settingsVersion } }),
            },
          },
      email: loginName({ kind: 'email', value: user.email }),
      username: loginName({ kind: 'username', value: user.username }),
      profile: putNew({ ...keys.profile(tenantId, userId), ...user }),
      ...namePuts(TableName, user),
      entry: auditOutboxPut(TableName, tenantId, entry),
      ...(invitation && {
        invitation: {
          Update: {
            TableName,
            Key: keys.invitation(tenantId, invitation.invitationId),
            UpdateExpression: 'SET #status = :used, usedBy = :userId',
            ConditionExpression: '#status = :pending AND tokenHash = :tokenHash AND expiresAtMs > :now',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':used': 'used',
              ':pending': 'pending',
              ':userId': userId,
              ':tokenHash': invitation.tokenHash,
              ':now': Date.parse(entry.timestamp),
            },
          },
        },
      }),
    });
    if (result.outcome === 'committed') return 'added';
    if (result.outcome === 'contended') return 'contended';
    // First what says whether there is anything to be told of addresses.
    if (result.items.has('invitation')) return 'invitation-gone';
    if (result.items.has('tenant')) return foundsTenant ? 'tenant-exists' : 'tenant-changed';
    if (result.items.has('email')) return 'email-taken';
    return 'username-taken';
  }

  async findByLoginName(name: LoginName): Promise<LoginEntry | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.directory(name), ConsistentRead: true }),
    );
    return (
      Item && {
        tenantId: Item.tenantId as TenantId,
        userId: Item.userId as UserId,
        isConfirmed: Item.awaitsConfirmation !== true,
      }
    );
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

  async confirm(user: UserRecord, entry: AuditEntry): Promise<void> {
    await this.#write(this.#confirming(user, entry));
  }

  async noteReset(user: UserRecord, atMs: number, entry: AuditEntry): Promise<void> {
    await this.#write({ ...this.#confirming(user, entry), profile: this.#timed(user, 'passwordResetAtMs', atMs) });
  }

  async beginNewPassword(user: UserRecord, atMs: number): Promise<void> {
    const { Update } = this.#timed(user, 'passwordChangeBegunAtMs', atMs);
    await retryConflicts(
      () => this.#client.send(new UpdateCommand(Update)),
      'cannot change the password; the person is being written to',
    );
  }

  async noteNewPassword(user: UserRecord, atMs: number, entry: AuditEntry): Promise<void> {
    const told = auditOutboxPut(this.#table, user.tenantId, entry);
    await this.#write({ entry: told, profile: this.#timed(user, 'passwordResetAtMs', atMs) });
  }

  #timed({ tenantId, userId }: UserRecord, what: 'passwordResetAtMs' | 'passwordChangeBegunAtMs', atMs: number) {
    return {
      Update: {
        TableName: this.#table,
        Key: keys.profile(tenantId, userId),
        UpdateExpression: `SET ${what} = :at`,
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':at': atMs },
      },
    };
  }

  /** Both names under which the person logs in say that the address awaits nothing. */
  #confirming({ tenantId, email, username }: UserRecord, entry: AuditEntry) {
    const confirmed = (name: LoginName) => ({
      Update: {
        TableName: this.#table,
        Key: keys.directory(name),
        UpdateExpression: 'REMOVE awaitsConfirmation',
        ConditionExpression: 'attribute_exists(PK)',
      },
    });
    return {
      email: confirmed({ kind: 'email', value: email }),
      username: confirmed({ kind: 'username', value: username }),
      entry: auditOutboxPut(this.#table, tenantId, entry),
    };
  }

  async #write(writes: NamedWrites<string>): Promise<void> {
    const result = await retryContended.execute(() => transact(this.#client, writes));
    if (result.outcome === 'committed') return;
    // The entry goes in with the rest or not at all, so where it is the rest was done.
    if (result.outcome === 'refused' && result.items.has('entry')) return;
    throw new Unavailable('cannot change the person; somebody else is doing so');
  }

  async show(...[user, { look, avatar, now, correlationId }]: Parameters<Users['show']>): ReturnType<Users['show']> {
    const TableName = this.#table;
    const { tenantId, userId } = user;
    const had = user.avatarMediaId;
    const hadCondition = had === undefined ? 'attribute_not_exists(avatarMediaId)' : 'avatarMediaId = :had';
    const avatarKey = (mediaId: MediaId) => keys.media(tenantId, mediaId);
    const isOther = look.avatarMediaId !== had;
    const isRenamed = look.displayName !== user.displayName;
    const picture = avatar === undefined ? ' REMOVE avatarMediaId' : ', avatarMediaId = :avatar';
    const sets = `displayName = :new${isRenamed ? ', renamedAt = :now, correlationId = :correlationId' : ''}`;
    const writes: NamedWrites<string> = {
      profile: {
        Update: {
          TableName,
          Key: keys.profile(tenantId, userId),
          UpdateExpression: `SET ${sets}${isOther ? picture : ''}${isRenamed ? ' ADD renames :one' : ''}`,
          // The names say too whether the person is shut out.
          ConditionExpression: `displayName = :old AND ${hadCondition} AND ${
            user.deactivatedAt === undefined ? 'attribute_not_exists(deactivatedAt)' : 'deactivatedAt = :deactivatedAt'
          }`,
          ExpressionAttributeValues: {
            ':new': look.displayName,
            ':old': user.displayName,
            ':deactivatedAt': user.deactivatedAt,
            ...(had !== undefined && { ':had': had }),
            ...(isOther && avatar && { ':avatar': avatar.mediaId }),
            ...(isRenamed && { ':now': now, ':correlationId': correlationId, ':one': 1 }),
          },
        },
      },
      ...nameChanges(TableName, user, { ...user, ...look }),
      ...(isOther &&
        avatar && {
          avatar: {
            Update: {
              TableName,
              Key: avatarKey(avatar.mediaId),
              UpdateExpression: 'SET avatarOf = :user',
              ConditionExpression: 'revision = :revision',
              ExpressionAttributeValues: { ':user': userId, ':revision': avatar.revision },
            },
          },
        }),
      ...(isOther &&
        had !== undefined && {
          hadAvatar: {
            Update: {
              TableName,
              Key: avatarKey(had),
              UpdateExpression: 'REMOVE avatarOf',
              ConditionExpression: 'attribute_exists(PK)',
            },
          },
          unattached: unattachedPut(TableName, unattachedSince({ tenantId, mediaId: had }, now, orphanAfterMs)),
        }),
    };
    const result = await transact(this.#client, writes);
    if (result.outcome === 'committed') return 'shown';
    return result.outcome === 'refused' ? 'overtaken' : 'contended';
  }

  async findByPrefix(
    tenantId: TenantId,
    prefix: string,
    { limit, after, includesInactive = false }: Parameters<Users['findByPrefix']>[2],
  ): Promise<readonly FoundUser[]> {
    const partition = peoplePartition(tenantId);
    const found: FoundUser[] = [];
    let startKey: Record<string, unknown> | undefined =
      after === undefined ? undefined : { PK: partition, SK: `${prefixes.name}${after}` };
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          ...beginningWith(this.#table, partition, `${prefixes.name}${prefix}`),
          // Who has two words for a display name has three names, and is found by one of them.
          Limit: 3 * limit,
          ExclusiveStartKey: startKey,
        }),
      );
      found.push(...Items.flatMap((item) => foundBy(item, prefix, includesInactive)));
      startKey = LastEvaluatedKey;
    } while (startKey !== undefined && found.length < limit);
    return found.slice(0, limit);
  }
}
