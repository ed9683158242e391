import type { UserId } from '../../contract/identifiers.ts';
import type { User } from '../../contract/users.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { avatarUrlOf } from './avatar-url.ts';
import type { UserRecord, Users } from './users.ts';

/** A person as others of their tenant see them. */
export const presentUser = ({
  userId,
  username,
  displayName,
  avatarMediaId,
}: Pick<UserRecord, 'userId' | 'username' | 'displayName' | 'avatarMediaId'>): User => ({
  id: userId,
  username,
  displayName,
  ...avatarUrlOf({ avatarMediaId }),
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
