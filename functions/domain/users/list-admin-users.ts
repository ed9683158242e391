import type { AdminUser } from '../../contract/admin.ts';
import { type ListUsers, pageOfUsers } from './list-users.ts';
import { presentAdminUser } from './present-admin-user.ts';
import { requireAdmin } from './require-admin.ts';
import type { Users } from './users.ts';

/**
 * A page of the tenant's people whose username, display name or one of its words begins so, also those who are shut out.
 *
 * @throws Forbidden the caller is no admin of the tenant
 * @throws Invalid the cursor is not one of ours
 */
export const listAdminUsers = async (
  users: Pick<Users, 'read' | 'readMany' | 'findByPrefix'>,
  query: ListUsers,
): Promise<{ items: readonly AdminUser[]; nextCursor: string | null }> => {
  const { caller } = query;
  await requireAdmin(users, caller);
  const { found, nextCursor } = await pageOfUsers(users, query, { includesInactive: true });
  const records = await users.readMany(
    caller.tenantId,
    found.map(({ userId }) => userId),
  );
  const byId = new Map(records.map((record) => [record.userId, record]));
  const items = found.flatMap(({ userId }) => byId.get(userId) ?? []).map(presentAdminUser);
  return { items, nextCursor };
};
