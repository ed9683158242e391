import type { OwnProfile } from '../../contract/identity.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { avatarUrlOf } from './avatar-url.ts';
import type { UserRecord, Users } from './users.ts';

/** The fields of a person that login and profile answers share. */
export const presentOwnUser = (user: UserRecord) => ({
  id: user.userId,
  tenantId: user.tenantId,
  username: user.username,
  email: user.email,
  displayName: user.displayName,
  roles: [...user.roles],
});

/** A person's own view of themselves. */
export const presentOwnProfile = (user: UserRecord): OwnProfile => ({
  ...presentOwnUser(user),
  ...avatarUrlOf(user),
  mfaEnabled: user.mfaEnabled === true,
});

/**
 * The caller's own profile.
 *
 * @throws NotFound the person is gone
 */
export const getOwnProfile = async (users: Pick<Users, 'read'>, caller: Caller): Promise<OwnProfile> => {
  const user = await users.read(caller.tenantId, caller.userId);
  if (user === undefined) throw new NotFound('user');
  return presentOwnProfile(user);
};
