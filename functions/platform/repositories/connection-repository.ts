import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { OwnStatus } from '../../contract/presence.ts';
import type { Clock } from '../../domain/clock.ts';
import type {
  Connection,
  ConnectionName,
  Connections,
  ConnectionsChanged,
} from '../../domain/connections/connections.ts';
import { QuotaExceeded } from '../../domain/errors.ts';
import { mostConnections } from '../../domain/limits/limits.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';

/** A connection in its person's item; attribute names begin so. */
const attributePrefix = 'connection:';
const attributeOf = (connectionId: string) => `${attributePrefix}${connectionId}`;

/** How long after the last connect a person's item is kept: as long as API Gateway keeps a connection (2 h). */
const itemSeconds = 2 * 3600;

/** The sweep has long come by a connection whose lease ended so long ago. */
const sweptWithinMs = 3_600_000;

interface ConnectionAttribute {
  readonly sessionId: SessionId;
  readonly expiresAtMs: number;
  readonly batch: boolean;
  readonly status: OwnStatus;
  readonly connectedAtMs: number;
}

const connectionsIn = (tenantId: TenantId, userId: UserId, item: Record<string, unknown>): Connection[] =>
  Object.entries(item).flatMap(([name, value]) => {
    if (!name.startsWith(attributePrefix)) return [];
    const connectionId = name.slice(attributePrefix.length);
    return [{ tenantId, userId, connectionId, ...(value as ConnectionAttribute) }];
  });

/** Takes a connection out of its person's item; nothing happens where it is not there. */
const removal = (connectionId: string) => ({
  UpdateExpression: 'REMOVE #connection DELETE connectionIds :ids',
  ExpressionAttributeValues: { ':ids': new Set([connectionId]) },
});

/** A person's connections before and after one was removed from the item as it was. */
const removedFrom = (
  old: Record<string, unknown>,
  { tenantId, userId, connectionId }: ConnectionName,
): ConnectionsChanged => {
  const before = connectionsIn(tenantId, userId, old);
  return { before, after: before.filter((one) => one.connectionId !== connectionId) };
};

/**
 * Connections, in the Live table: one item a person, one attribute a connection, so that a fan-out reads a hundred
 * people's connections in one round trip, and opening or closing one is a single write. DynamoDB can't count attributes,
 * so that a set beside them has the ids of all of them.
 */
export class ConnectionRepository implements Connections {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async put(connection: Connection): Promise<ConnectionsChanged> {
    const { tenantId, userId, connectionId } = connection;
    const old = (await this.#add(connection)) ?? (await this.#addForEnded(connection));
    // One that the sweep does not come by would stay, and count, for as long as its person comes back.
    const leftOver = connectionsIn(tenantId, userId, old).filter(
      (one) => one.expiresAtMs <= this.#clock.nowMs() - sweptWithinMs,
    );
    await Promise.all(
      leftOver
        .filter((one) => one.connectionId !== connectionId)
        .map((one) => this.remove(tenantId, userId, one.connectionId)),
    );
    return this.#changed(connection, old, connection);
  }

  async renew(connection: Connection): Promise<void> {
    const renewed = await this.#updateIf('attribute_exists(#connection)', connection, {
      UpdateExpression: 'SET #connection.expiresAtMs = :expiresAtMs, expiresAtSeconds = :end',
      ExpressionAttributeValues: { ':expiresAtMs': connection.expiresAtMs, ':end': this.#itemEnd() },
    });
    if (renewed === undefined) await this.put(connection);
  }

  async setStatus(connection: Connection, status: OwnStatus): Promise<ConnectionsChanged> {
    const old = await this.#updateIf('attribute_exists(#connection)', connection, {
      UpdateExpression: 'SET #connection.#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    });
    return old === undefined ? { before: [], after: [] } : this.#changed(connection, old, { ...connection, status });
  }

  async end(connection: ConnectionName): Promise<void> {
    await this.#updateIf('#connection.expiresAtMs > :now', connection, {
      UpdateExpression: 'SET #connection.expiresAtMs = :now',
      ExpressionAttributeValues: { ':now': this.#clock.nowMs() },
    });
  }

  async remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<ConnectionsChanged> {
    const one = { tenantId, userId, connectionId };
    return removedFrom(await this.#update(one, removal(connectionId)), one);
  }

  async removeEnded(connection: ConnectionName): Promise<ConnectionsChanged | undefined> {
    const old = await this.#updateIf('#connection.expiresAtMs <= :now', connection, {
      ...removal(connection.connectionId),
      ExpressionAttributeValues: {
        ...removal(connection.connectionId).ExpressionAttributeValues,
        ':now': this.#clock.nowMs(),
      },
    });
    return old && removedFrom(old, connection);
  }

  async known(wanted: readonly ConnectionName[]): Promise<readonly Connection[]> {
    const people = new Map(wanted.map(({ tenantId, userId }) => [`${tenantId} ${userId}`, { tenantId, userId }]));
    const itemKeys = [...people.values()].map(({ tenantId, userId }) => keys.connections(tenantId, userId));
    const items = await batchGet(this.#client, this.#table, itemKeys, { consistent: false });
    const byKey = new Map(items.map((item) => [item.PK, item]));
    return wanted.flatMap(({ tenantId, userId, connectionId }) => {
      const item = byKey.get(keys.connections(tenantId, userId).PK) ?? {};
      return connectionsIn(tenantId, userId, item).filter((one) => one.connectionId === connectionId);
    });
  }

  async ofUsers(tenantId: TenantId, userIds: readonly UserId[]): Promise<readonly Connection[]> {
    const items = await batchGet(
      this.#client,
      this.#table,
      userIds.map((userId) => keys.connections(tenantId, userId)),
      { consistent: true },
    );
    return items
      .flatMap((item) => connectionsIn(tenantId, item.userId as UserId, item))
      .filter((one) => this.#lasts(one));
  }

  /** Adds a connection, and gives the item as it was; undefined where it has as many as there may be. */
  #add({ tenantId, userId, connectionId, ...connection }: Connection) {
    const { sessionId, expiresAtMs, batch, status, connectedAtMs } = connection;
    const value: ConnectionAttribute = { sessionId, expiresAtMs, batch, status, connectedAtMs };
    return this.#updateIf(
      'attribute_not_exists(connectionIds) OR size(connectionIds) < :most OR contains(connectionIds, :id)',
      { tenantId, userId, connectionId },
      {
        UpdateExpression: 'SET #connection = :value, userId = :userId, expiresAtSeconds = :end ADD connectionIds :ids',
        ExpressionAttributeValues: {
          ':value': value,
          ':userId': userId,
          ':end': this.#itemEnd(),
          ':ids': new Set([connectionId]),
          ':id': connectionId,
          ':most': mostConnections,
        },
      },
    );
  }

  /** The same where it is full: leases that have ended take no place, whether or not the sweep has come by. */
  async #addForEnded(connection: Connection): Promise<Record<string, unknown>> {
    const { tenantId, userId } = connection;
    const key = keys.connections(tenantId, userId);
    const [item = {}] = await batchGet(this.#client, this.#table, [key], { consistent: true });
    const ended = connectionsIn(tenantId, userId, item).filter((one) => !this.#lasts(one));
    await Promise.all(ended.map((one) => this.removeEnded(one)));
    const old = await this.#add(connection);
    if (old === undefined) throw new QuotaExceeded('cannot connect; you have as many connections as there may be');
    return old;
  }

  #itemEnd(): number {
    return Math.ceil(this.#clock.nowMs() / 1000) + itemSeconds;
  }

  /** Updates the item of a connection that is so, and gives it as it was; undefined where it is not. */
  async #updateIf(
    ConditionExpression: string,
    connection: ConnectionName,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      return await this.#update(connection, { ...update, ConditionExpression });
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** Updates a person's item, and gives it as it was. */
  async #update(
    { tenantId, userId, connectionId }: ConnectionName,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<Record<string, unknown>> {
    const { Attributes = {} } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keys.connections(tenantId, userId),
        ...update,
        ExpressionAttributeNames: { '#connection': attributeOf(connectionId), ...update.ExpressionAttributeNames },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes;
  }

  #changed({ tenantId, userId, connectionId }: ConnectionName, old: Record<string, unknown>, now: Connection) {
    const before = connectionsIn(tenantId, userId, old).filter((one) => this.#lasts(one));
    return { before, after: [...before.filter((one) => one.connectionId !== connectionId), now] };
  }

  #lasts({ expiresAtMs }: Connection): boolean {
    return expiresAtMs > this.#clock.nowMs();
  }
}
