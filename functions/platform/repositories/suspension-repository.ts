import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';
import type { Suspensions } from '../../domain/tenants/suspensions.ts';
import { keys } from '../keys.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import type { SessionTables } from './session-repository.ts';
import { transact } from './transaction.ts';

/** Which tenants are served, on their items in the Chat table; that nobody of one is, in the Live table too. */
export class SuspensionRepository implements Suspensions {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: SessionTables;

  constructor(client: DynamoDBDocumentClient, tables: SessionTables) {
    this.#client = client;
    this.#tables = tables;
  }

  async set(
    tenantId: TenantId,
    suspendedAt: string | undefined,
    entry: AuditEntry,
  ): Promise<'changed' | 'unchanged' | 'missing' | 'contended'> {
    const { chat: TableName, live } = this.#tables;
    const denial = keys.tenantDenial(tenantId);
    const suspends = suspendedAt !== undefined;
    const result = await transact(this.#client, {
      tenant: {
        Update: {
          TableName,
          Key: keys.tenant(tenantId),
          UpdateExpression: suspends ? 'SET suspendedAt = :suspendedAt' : 'REMOVE suspendedAt',
          ConditionExpression: `attribute_exists(PK) AND ${suspends ? 'attribute_not_exists' : 'attribute_exists'}(suspendedAt)`,
          ...(suspends && { ExpressionAttributeValues: { ':suspendedAt': suspendedAt } }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      // Without an end: until it is taken back.
      denial: suspends
        ? { Put: { TableName: live, Item: { ...denial, suspendedAt } } }
        : { Delete: { TableName: live, Key: denial } },
      entry: auditOutboxPut(TableName, tenantId, entry),
    });
    if (result.outcome === 'committed') return 'changed';
    if (result.outcome === 'contended') return 'contended';
    return result.items.get('tenant') === undefined ? 'missing' : 'unchanged';
  }
}
