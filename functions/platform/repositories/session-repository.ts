import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import { websocketTokenSeconds } from '../../contract/identity.ts';
import type { Clock } from '../../domain/clock.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { SessionKey } from '../../domain/sessions/refresh-token.ts';
import type { Rotation, RotationOutcome, SessionRecord, Sessions } from '../../domain/sessions/sessions.ts';
import { keys, prefixes, userPartition } from '../keys.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { beginningWith, queryItems } from './query-items.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { transact } from './transaction.ts';

/**
 * What was given out in a session's name outlives it by an hour at most, as a WebSocket token does and the connection
 * made with it; an access token by 15 minutes. Twice that, since a function may take a session for good for some seconds.
 */
const denialSeconds = 2 * websocketTokenSeconds;

/** The tables that sessions are in: their records in the Chat table, that they ended in the Live table. */
export interface SessionTables {
  readonly chat: string;
  readonly live: string;
}

const sessionFrom = ({ PK, SK, expiresAtSeconds, audit, ...session }: Record<string, unknown>): SessionRecord =>
  session as unknown as SessionRecord;

/** Sessions, in both tables. */
export class SessionRepository implements Sessions {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: SessionTables;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, tables: SessionTables, clock: Clock) {
    this.#client = client;
    this.#tables = tables;
    this.#clock = clock;
  }

  async add(session: SessionRecord, entry: AuditEntry): Promise<void> {
    const { tenantId, userId, sessionId, expiresAtMs } = session;
    await this.#client.send(
      new PutCommand({
        TableName: this.#tables.chat,
        Item: {
          ...keys.session(tenantId, userId, sessionId),
          ...session,
          audit: entry,
          expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
        },
      }),
    );
  }

  async find({ tenantId, userId, sessionId }: SessionKey): Promise<SessionRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#tables.chat,
        Key: keys.session(tenantId, userId, sessionId),
        ConsistentRead: true,
      }),
    );
    return Item && this.#lasting(Item);
  }

  async list(
    { tenantId, userId }: Pick<SessionKey, 'tenantId' | 'userId'>,
    { limit, afterSessionId }: { limit?: number; afterSessionId?: string | undefined } = {},
  ): Promise<readonly SessionRecord[]> {
    const partition = userPartition(tenantId, userId);
    const query = beginningWith(this.#tables.chat, partition, prefixes.session);
    const items = await queryItems(
      this.#client,
      {
        ...query,
        FilterExpression: 'expiresAtMs > :now',
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':now': this.#clock.nowMs() },
        ...(afterSessionId !== undefined && {
          ExclusiveStartKey: { PK: partition, SK: `${prefixes.session}${afterSessionId}` },
        }),
        ConsistentRead: true,
      },
      limit,
    );
    return items.map(sessionFrom);
  }

  async rotate(session: SessionRecord, rotation: Rotation): Promise<RotationOutcome> {
    const result = await retryContended.execute(() => this.#tryRotate(session, rotation));
    if (result.outcome === 'contended') throw new Unavailable('cannot refresh; the session is being written to');
    return result.outcome === 'refused' ? { outcome: 'overtaken', session: result.session } : { outcome: 'rotated' };
  }

  async revoke(session: SessionKey, entry: AuditEntry): Promise<void> {
    const { tenantId, userId, sessionId } = session;
    const expiresAtSeconds = Math.ceil(this.#clock.nowMs() / 1000) + denialSeconds;
    const busy = 'cannot end the session; it is being written to';
    const denial = {
      Put: { TableName: this.#tables.live, Item: { ...keys.sessionDenial(session), expiresAtSeconds } },
    };
    const { outcome } = await retryContended.execute(() =>
      transact(this.#client, {
        record: {
          Delete: {
            TableName: this.#tables.chat,
            Key: keys.session(tenantId, userId, sessionId),
            ConditionExpression: 'attribute_exists(PK)',
          },
        },
        denial,
        entry: auditOutboxPut(this.#tables.chat, tenantId, entry),
      }),
    );
    // It has ended before; by its age, tokens of its last hour may be about.
    if (outcome === 'refused') await retryConflicts(() => this.#client.send(new PutCommand(denial.Put)), busy);
    if (outcome === 'contended') throw new Unavailable(busy);
  }

  async #tryRotate(
    { tenantId, userId, sessionId, generation, refreshTokenHash }: SessionRecord,
    rotation: Rotation,
  ): Promise<
    | { readonly outcome: 'rotated' }
    | { readonly outcome: 'contended' }
    | { readonly outcome: 'refused'; readonly session: SessionRecord | undefined }
  > {
    const { lastRefresh, ...set } = rotation;
    const names = Object.keys(set) as (keyof typeof set)[];
    const setting = names.map((name) => `${name} = :${name}`).join(', ');
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#tables.chat,
          Key: keys.session(tenantId, userId, sessionId),
          UpdateExpression: `SET ${setting}${lastRefresh ? ', lastRefresh = :lastRefresh' : ' REMOVE lastRefresh'}`,
          ConditionExpression: 'generation = :oldGeneration AND refreshTokenHash = :oldHash',
          ExpressionAttributeValues: {
            ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
            ...(lastRefresh && { ':lastRefresh': lastRefresh }),
            ':oldGeneration': generation,
            ':oldHash': refreshTokenHash,
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { outcome: 'rotated' };
    } catch (error) {
      if (error instanceof TransactionConflictException) return { outcome: 'contended' };
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { outcome: 'refused', session: error.Item && this.#lasting(unmarshall(error.Item)) };
    }
  }

  /** The table forgets late, so the time decides. */
  #lasting(item: Record<string, unknown>): SessionRecord | undefined {
    const session = sessionFrom(item);
    return session.expiresAtMs > this.#clock.nowMs() ? session : undefined;
  }
}
