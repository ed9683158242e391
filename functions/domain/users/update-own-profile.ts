import type { OwnProfile } from '../../contract/identity.ts';
import type { Caller } from '../caller.ts';
import { retryContended } from '../contention.ts';
import { Invalid, NotFound, Unavailable } from '../errors.ts';
import { presentOwnProfile } from './get-own-profile.ts';
import type { Users } from './users.ts';

/** What a person changes of themselves. */
export interface UpdateOwnProfile {
  readonly caller: Caller;
  readonly displayName?: string | undefined;
  readonly avatarMediaId?: string | undefined;
}

/**
 * Changes what others see of the caller; again changes nothing more.
 *
 * @throws Invalid avatarMediaId names no file of the caller's
 * @throws NotFound the person is gone
 * @throws Unavailable another change of the same person goes on and on
 */
export const updateOwnProfile = async (
  users: Pick<Users, 'read' | 'rename'>,
  { caller: { tenantId, userId }, displayName, avatarMediaId }: UpdateOwnProfile,
): Promise<OwnProfile> => {
  // There are no files yet.
  if (avatarMediaId !== undefined) throw new Invalid([{ path: 'avatarMediaId', message: 'must be a file of yours' }]);
  const result = await retryContended.execute(async () => {
    const user = await users.read(tenantId, userId);
    if (user === undefined) throw new NotFound('user');
    if (displayName === undefined) return { outcome: 'renamed' as const, user };
    const outcome = await users.rename(user, displayName);
    return { outcome, user: { ...user, displayName } };
  });
  if (result.outcome !== 'renamed') throw new Unavailable('cannot update the profile; it is being written to');
  return presentOwnProfile(result.user);
};
