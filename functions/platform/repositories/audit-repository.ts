import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';
import { type AuditLog, type AuditSearch, auditRetentionMs } from '../../domain/audit/audit-log.ts';
import { auditPartitions, keys } from '../keys.ts';
import { between } from './query-items.ts';

/** Entries of an actor that one page looks at for those of an action, at most: some 60 read units. */
const lookedAt = 1_000;

const isThere = (error: unknown): void => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
};

/**
 * Tenants' audits, in the Audit table. An entry is there three times, by time, by actor and by action, so that each
 * search is one query of a partition.
 */
export class AuditRepository implements AuditLog {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(tenantId: TenantId, entry: AuditEntry): Promise<void> {
    const { actorId, action } = entry;
    const partitions = [
      auditPartitions.all(tenantId),
      ...(actorId === null ? [] : [auditPartitions.ofActor(tenantId, actorId)]),
      auditPartitions.ofAction(tenantId, action),
    ];
    const expiresAtSeconds = Math.ceil((Date.parse(entry.timestamp) + auditRetentionMs) / 1000);
    await Promise.all(
      partitions.map((partition) =>
        this.#client
          .send(
            new PutCommand({
              TableName: this.#table,
              Item: { ...keys.auditEntry(partition, entry), ...entry, expiresAtSeconds },
              ConditionExpression: 'attribute_not_exists(PK)',
            }),
          )
          .catch(isThere),
      ),
    );
  }

  async find(
    tenantId: TenantId,
    { actorId, action, from, to }: AuditSearch,
    { limit, after }: { limit: number; after?: string | undefined },
  ): Promise<{ entries: readonly AuditEntry[]; position?: string | undefined }> {
    const partition =
      actorId !== undefined
        ? auditPartitions.ofActor(tenantId, actorId)
        : action !== undefined
          ? auditPartitions.ofAction(tenantId, action)
          : auditPartitions.all(tenantId);
    // Sort keys go on after the time with a character that is less than this one.
    const query = between(this.#table, partition, from, `${to}~`);
    const filters = actorId !== undefined && action !== undefined;
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        ...query,
        ScanIndexForward: false,
        Limit: filters ? lookedAt : limit + 1,
        ...(filters && {
          FilterExpression: '#action = :action',
          ExpressionAttributeNames: { '#action': 'action' },
          ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':action': action },
        }),
        ...(after !== undefined && { ExclusiveStartKey: { PK: partition, SK: after } }),
      }),
    );
    const page = Items.slice(0, limit);
    const isCut = Items.length > limit;
    const last = isCut ? page.at(-1) : LastEvaluatedKey;
    return { entries: page.map((item) => AuditEntry.parse(item)), position: last && String(last.SK) };
  }
}
