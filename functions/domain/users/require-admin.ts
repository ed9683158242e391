import type { Caller } from '../caller.ts';
import { Forbidden } from '../errors.ts';
import type { Users } from './users.ts';

/**
 * Lets admins of the tenant pass. The roles are read from where they are kept: those in an access token may be 15 minutes
 * old.
 *
 * @throws Forbidden the caller is none
 */
export const requireAdmin = async (
  users: Pick<Users, 'read'>,
  { tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>,
): Promise<void> => {
  const user = await users.read(tenantId, userId);
  if (!user?.roles.includes('admin')) throw new Forbidden('cannot do this; it takes an admin of the tenant');
};
