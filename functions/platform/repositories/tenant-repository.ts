import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/identifiers.ts';
import type { TenantChangeOutcome, TenantRecord, Tenants } from '../../domain/tenants/tenants.ts';
import { keys } from '../keys.ts';
import { activeAdminCheck } from './active-admin-check.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { transact } from './transaction.ts';

/** The condition that a tenant's settings are those of a version: there is none before the first change. */
export const settingsAre = (settingsVersion: number): string =>
  settingsVersion === 0 ? 'attribute_not_exists(settingsVersion)' : 'settingsVersion = :settingsVersion';

const tenantFrom = (tenantId: TenantId, item: Record<string, unknown>): TenantRecord => {
  const stored = item as unknown as TenantRecord;
  const { createdAt, joining = 'open', domains = [], confirmAddresses, suspendedAt, settingsVersion = 0 } = stored;
  return { tenantId, createdAt, joining, domains, confirmAddresses, suspendedAt, settingsVersion };
};

/** Tenants, in the Chat table. */
export class TenantRepository implements Tenants {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(tenantId: TenantId): Promise<TenantRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.tenant(tenantId), ConsistentRead: true }),
    );
    return Item && tenantFrom(tenantId, Item);
  }

  async changeSettings(
    { tenantId, settingsVersion }: TenantRecord,
    { actorId, settings: { joining, domains, confirmAddresses }, entry }: Parameters<Tenants['changeSettings']>[1],
  ): Promise<TenantChangeOutcome> {
    const TableName = this.#table;
    const result = await transact(this.#client, {
      actor: activeAdminCheck(TableName, tenantId, actorId),
      tenant: {
        Update: {
          TableName,
          Key: keys.tenant(tenantId),
          UpdateExpression: `SET joining = :joining, #domains = :domains, settingsVersion = :nextVersion${
            confirmAddresses === undefined ? ' REMOVE confirmAddresses' : ', confirmAddresses = :confirmAddresses'
          }`,
          ConditionExpression: `attribute_exists(PK) AND ${settingsAre(settingsVersion)}`,
          ExpressionAttributeNames: { '#domains': 'domains' },
          ExpressionAttributeValues: {
            ':joining': joining,
            ':domains': domains,
            ':confirmAddresses': confirmAddresses,
            ':nextVersion': settingsVersion + 1,
            ...(settingsVersion > 0 && { ':settingsVersion': settingsVersion }),
          },
        },
      },
      entry: auditOutboxPut(TableName, tenantId, entry),
    });
    if (result.outcome === 'committed') return 'changed';
    if (result.outcome === 'contended') return 'contended';
    return result.items.has('actor') ? 'not-admin' : 'overtaken';
  }
}
