import type { TenantId, UserId } from '../../contract/identifiers.ts';
import { keys } from '../keys.ts';
import type { NamedWrites } from './transaction.ts';

/** The part of a transaction that asks that somebody is an active admin of the tenant still. */
export const activeAdminCheck = (
  TableName: string,
  tenantId: TenantId,
  userId: UserId,
): NamedWrites<string>[string] => ({
  ConditionCheck: {
    TableName,
    Key: keys.profile(tenantId, userId),
    ConditionExpression: 'contains(#roles, :admin) AND attribute_not_exists(deactivatedAt)',
    ExpressionAttributeNames: { '#roles': 'roles' },
    ExpressionAttributeValues: { ':admin': 'admin' },
  },
});
