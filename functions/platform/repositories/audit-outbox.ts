import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';
import { keys } from '../keys.ts';
import type { NamedWrites } from './transaction.ts';

/** How long an entry stays in the outbox, in seconds: 30 days, in which somebody can look what was not published. */
const keptSeconds = 30 * 24 * 3600;

/**
 * The write that takes an entry to the audit: it goes into the transaction of what the entry tells of, and the table's
 * stream brings it to the bus. Never again under the same id.
 */
export const auditOutboxPut = (
  TableName: string,
  tenantId: TenantId,
  entry: AuditEntry,
): NamedWrites<string>[string] => ({
  Put: {
    TableName,
    Item: {
      ...keys.auditOutbox(tenantId, entry.id),
      tenantId,
      audit: entry,
      expiresAtSeconds: Math.ceil(Date.parse(entry.timestamp) / 1000) + keptSeconds,
    },
    ConditionExpression: 'attribute_not_exists(PK)',
  },
});
