import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import type { MediaId, TenantId, UserId } from '../../contract/identifiers.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import { orphanAfterMs, unattachedSince } from '../../domain/media/unattached.ts';
import { foldName } from '../../domain/users/fold-name.ts';
import type { AddOutcome, FoundUser, LoginEntry, LoginName, UserRecord, Users } from '../../domain/users/users.ts';
import { keys, peoplePartition, prefixes } from '../keys.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { batchGet } from './batch-get.ts';
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

interface NameItem extends Pick<UserRecord, 'userId' | 'username' | 'displayName' | 'avatarMediaId'> {
  readonly SK: string;
  readonly kind: 'username' | 'displayName';
  /** The display name, folded. */
  readonly displayNameText: string;
  /** Left out where the person is not shut out. */
  readonly isInactive?: true | undefined;
}

/**
 * The two items that a person is found by. Each has both names, so that a page of people is one query; and the display
 * name folded, so that who is found by both is left out once; and whether the person is shut out.
 */
export const nameItems = ({ tenantId, userId, username, displayName, avatarMediaId, deactivatedAt }: UserRecord) => {
  const displayNameText = foldName(displayName);
  const item = (kind: NameItem['kind'], text: string) => ({
    ...keys.name(tenantId, { text, userId, kind }),
    kind,
    userId,
    username,
    displayName,
    avatarMediaId,
    displayNameText,
    isInactive: deactivatedAt === undefined ? undefined : true,
  });
  return { username: item('username', foldName(username)), displayName: item('displayName', displayNameText) };
};

/** Who is found by a name; nobody where the same person's display name is found as well. */
const foundBy = (item: Record<string, unknown>, prefix: string, includesInactive: boolean): FoundUser[] => {
  const { SK, kind, displayNameText, userId, username, displayName, avatarMediaId, isInactive } =
    item as unknown as NameItem;
  if (isInactive && !includesInactive) return [];
  if (kind === 'username' && displayNameText.startsWith(prefix)) return [];
  return [{ user: { userId, username, displayName, avatarMediaId }, position: SK.slice(prefixes.name.length) }];
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
    const names = nameItems(user);
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
      foundByUsername: { Put: { TableName, Item: names.username } },
      foundByDisplayName: { Put: { TableName, Item: names.displayName } },
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
    const [before, after] = [nameItems(user), nameItems({ ...user, ...look })];
    const moves = before.displayName.SK !== after.displayName.SK;
    const { PK, SK } = before.displayName;
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
      foundByUsername: { Put: { TableName, Item: after.username } },
      foundByDisplayName: { Put: { TableName, Item: after.displayName } },
      // One transaction writes no item twice.
      ...(moves && { foundByOldName: { Delete: { TableName, Key: { PK, SK } } } }),
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
          // Half of the names may be of people who are found by their other name.
          Limit: 2 * limit,
          ExclusiveStartKey: startKey,
        }),
      );
      found.push(...Items.flatMap((item) => foundBy(item, prefix, includesInactive)));
      startKey = LastEvaluatedKey;
    } while (startKey !== undefined && found.length < limit);
    return found.slice(0, limit);
  }
}
