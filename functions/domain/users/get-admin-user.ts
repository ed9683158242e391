import type { AdminUser } from '../../contract/admin.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { presentAdminUser } from './present-admin-user.ts';
import { requireAdmin } from './require-admin.ts';
import type { Users } from './users.ts';

/**
 * A person of the tenant, as its admins see them.
 *
 * @throws Forbidden the caller is no admin of the tenant
 * @throws NotFound there is none by that id in the tenant
 */
export const getAdminUser = async (
  users: Pick<Users, 'read'>,
  { caller, userId }: { readonly caller: Caller; readonly userId: UserId },
): Promise<AdminUser> => {
  await requireAdmin(users, caller);
  const user = await users.read(caller.tenantId, userId);
  if (user === undefined) throw new NotFound('user');
  return presentAdminUser(user);
};
