import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../../functions/domain/caller.ts';
import { TenantRepository } from '../../functions/platform/repositories/tenant-repository.ts';
import { UserRepository } from '../../functions/platform/repositories/user-repository.ts';
import { aCaller, anAuditEntry, aUser, tenantId } from './chat.ts';

/** A person who is stored in the table; the first founds the tenant. */
export const aStoredPerson = async (client: DynamoDBDocumentClient, table: string): Promise<Caller> => {
  const user = aUser();
  const users = new UserRepository(client, table);
  const outcome = await users.add(user, {
    foundsTenant: !(await new TenantRepository(client, table).read(tenantId)),
    isConfirmed: true,
    entry: anAuditEntry(user.userId),
  });
  if (outcome !== 'added') throw new Error(`cannot add a person: ${outcome}`);
  return aCaller({ userId: user.userId });
};
