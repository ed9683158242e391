import type { UserId } from '../../contract/identifiers.ts';
import type { User } from '../../contract/users.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { presentLook } from './look.ts';
import type { Look, UserRecord, Users } from './users.ts';

/** A person as others of their tenant see them. */
export const presentUser = ({
  userId,
  username,
  ...look
}: Pick<UserRecord, 'userId' | 'username' | keyof Look>): User => ({
  id: userId,
  username,
  ...presentLook(look),
});

/**
 * A person of the caller's tenant.
 *
 * @throws NotFound there is none by that id in the tenant
 */
export const getUser = async (
  users: Pick<Users, 'read'>,
  { caller, userId }: { readonly caller: Caller; readonly userId: UserId },
): Promise<User> => {
  const user = await users.read(caller.tenantId, userId);
  if (user === undefined) throw new NotFound('user');
  return presentUser(user);
};
