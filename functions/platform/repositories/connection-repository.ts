import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Connection, Connections } from '../../domain/connections/connections.ts';
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
}

const connectionsIn = (tenantId: TenantId, item: Record<string, unknown>): Connection[] =>
  Object.entries(item).flatMap(([name, value]) => {
    if (!name.startsWith(attributePrefix)) return [];
    const connectionId = name.slice(attributePrefix.length);
    return [{ tenantId, userId: item.userId as UserId, connectionId, ...(value as ConnectionAttribute) }];
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

  async put({ tenantId, userId, connectionId, sessionId, expiresAtMs, batch }: Connection): Promise<void> {
    const value: ConnectionAttribute = { sessionId, expiresAtMs, batch };
    const nowMs = this.#clock.nowMs();
    const { Attributes = {} } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keys.connections(tenantId, userId),
        UpdateExpression: 'SET #connection = :value, userId = :userId, expiresAtSeconds = :end',
        ExpressionAttributeNames: { '#connection': attributeOf(connectionId) },
        ExpressionAttributeValues: {
          ':value': value,
          ':userId': userId,
          ':end': Math.ceil(nowMs / 1000) + itemSeconds,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    // Connections that ended without a word would stay for as long as their person comes back.
    const ended = connectionsIn(tenantId, Attributes).filter((one) => one.expiresAtMs <= nowMs);
    await Promise.all(ended.map((one) => this.remove(tenantId, userId, one.connectionId)));
  }

  async remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keys.connections(tenantId, userId),
        UpdateExpression: 'REMOVE #connection',
        ExpressionAttributeNames: { '#connection': attributeOf(connectionId) },
      }),
    );
  }

  async ofUsers(tenantId: TenantId, userIds: readonly UserId[]): Promise<readonly Connection[]> {
    const items = await batchGet(
      this.#client,
      this.#table,
      userIds.map((userId) => keys.connections(tenantId, userId)),
      { consistent: true },
    );
    const nowMs = this.#clock.nowMs();
    return items.flatMap((item) => connectionsIn(tenantId, item)).filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  }
}
