import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { OwnStatus } from '../../contract/presence.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Connection, Connections, ConnectionsChanged } from '../../domain/connections/connections.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';

/** A connection in its person's item; attribute names begin so. */
const attributePrefix = 'connection:';
const attributeOf = (connectionId: string) => `${attributePrefix}${connectionId}`;

/** How long after the last connect a person's item is kept: as long as API Gateway keeps a connection (2 h). */
const itemSeconds = 2 * 3600;

interface ConnectionAttribute {
  readonly sessionId: SessionId;
  readonly expiresAtMs: number;
  readonly batch: boolean;
  readonly status: OwnStatus;
  readonly connectedAtMs: number;
}

type ConnectionName = Pick<Connection, 'tenantId' | 'userId' | 'connectionId'>;

const connectionsIn = (tenantId: TenantId, userId: UserId, item: Record<string, unknown>): Connection[] =>
  Object.entries(item).flatMap(([name, value]) => {
    if (!name.startsWith(attributePrefix)) return [];
    const connectionId = name.slice(attributePrefix.length);
    return [{ tenantId, userId, connectionId, ...(value as ConnectionAttribute) }];
  });

/**
 * Connections, in the Live table: one item a person, one attribute a connection, so that a fan-out reads a hundred
 * people's connections in one round trip, and opening or closing one is a single write.
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
    const { tenantId, userId, connectionId, sessionId, expiresAtMs, batch, status, connectedAtMs } = connection;
    const value: ConnectionAttribute = { sessionId, expiresAtMs, batch, status, connectedAtMs };
    const old = await this.#update(connection, {
      UpdateExpression: 'SET #connection = :value, userId = :userId, expiresAtSeconds = :end',
      ExpressionAttributeValues: {
        ':value': value,
        ':userId': userId,
        ':end': this.#itemEnd(),
      },
    });
    // Connections that ended without a word would stay for as long as their person comes back.
    const ended = connectionsIn(tenantId, userId, old).filter((one) => !this.#lasts(one));
    await Promise.all(
      ended
        .filter((one) => one.connectionId !== connectionId)
        .map((one) => this.remove(tenantId, userId, one.connectionId)),
    );
    return this.#changed(connection, old, connection);
  }

  async renew(connection: Connection): Promise<void> {
    const renewed = await this.#updateExisting(connection, {
      UpdateExpression: 'SET #connection.expiresAtMs = :expiresAtMs, expiresAtSeconds = :end',
      ExpressionAttributeValues: { ':expiresAtMs': connection.expiresAtMs, ':end': this.#itemEnd() },
    });
    if (renewed === undefined) await this.put(connection);
  }

  async setStatus(connection: Connection, status: OwnStatus): Promise<ConnectionsChanged> {
    const old = await this.#updateExisting(connection, {
      UpdateExpression: 'SET #connection.#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    });
    return old === undefined ? { before: [], after: [] } : this.#changed(connection, old, { ...connection, status });
  }

  async remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<ConnectionsChanged> {
    const one = { tenantId, userId, connectionId };
    return this.#changed(one, await this.#update(one, { UpdateExpression: 'REMOVE #connection' }));
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

  #itemEnd(): number {
    return Math.ceil(this.#clock.nowMs() / 1000) + itemSeconds;
  }

  /** Updates the item of a connection that is known, and gives it as it was; undefined where it is not known. */
  async #updateExisting(
    connection: Connection,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      return await this.#update(connection, { ...update, ConditionExpression: 'attribute_exists(#connection)' });
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

  #changed(
    { tenantId, userId, connectionId }: ConnectionName,
    old: Record<string, unknown>,
    now?: Connection,
  ): ConnectionsChanged {
    const before = connectionsIn(tenantId, userId, old).filter((one) => this.#lasts(one));
    const others = before.filter((one) => one.connectionId !== connectionId);
    return { before, after: now === undefined ? others : [...others, now] };
  }

  #lasts({ expiresAtMs }: Connection): boolean {
    return expiresAtMs > this.#clock.nowMs();
  }
}
