import type { MediaId } from '../../contract/identifiers.ts';
import type { OwnProfile } from '../../contract/identity.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { Invalid, NotFound, Unavailable } from '../errors.ts';
import type { MediaRecord, MediaStore } from '../media/media-store.ts';
import { presentOwnProfile } from './get-own-profile.ts';
import type { Users } from './users.ts';

/** What changing needs. */
export interface UpdateOwnProfileDeps {
  readonly users: Pick<Users, 'read' | 'show'>;
  readonly media: Pick<MediaStore, 'read'>;
  readonly clock: Clock;
}

/** What a person changes of themselves. */
export interface UpdateOwnProfile {
  readonly caller: Caller;
  readonly displayName?: string | undefined;
  /** null: no picture any more. */
  readonly avatarMediaId?: MediaId | null | undefined;
  readonly correlationId: string;
}

const avatarOf = async (
  { media }: UpdateOwnProfileDeps,
  { tenantId, userId }: Caller,
  mediaId: MediaId | null | undefined,
): Promise<MediaRecord | undefined> => {
  if (mediaId === undefined || mediaId === null) return undefined;
  const record = await media.read({ tenantId, mediaId });
  if (record?.uploaderId !== userId || record.kind !== 'image' || record.status !== 'ready') {
    throw new Invalid([{ path: 'avatarMediaId', message: 'must be an image of yours that is ready' }]);
  }
  return record;
};

/**
 * Changes what others see of the caller; again changes nothing more.
 *
 * @throws Invalid avatarMediaId names no image of the caller's that is ready
 * @throws NotFound the person is gone
 * @throws Unavailable another change of the same person goes on and on
 */
export const updateOwnProfile = async (
  deps: UpdateOwnProfileDeps,
  { caller, displayName, avatarMediaId, correlationId }: UpdateOwnProfile,
): Promise<OwnProfile> => {
  const { tenantId, userId } = caller;
  const result = await retryContended.execute(async () => {
    const [user, avatar] = await Promise.all([
      deps.users.read(tenantId, userId),
      avatarOf(deps, caller, avatarMediaId),
    ]);
    if (user === undefined) throw new NotFound('user');
    const look = {
      displayName: displayName ?? user.displayName,
      avatarMediaId: avatarMediaId === undefined ? user.avatarMediaId : (avatarMediaId ?? undefined),
    };
    const outcome = await deps.users.show(user, {
      look,
      avatar,
      now: new Date(deps.clock.nowMs()).toISOString(),
      correlationId,
    });
    return { outcome, user: { ...user, ...look } };
  });
  if (result.outcome !== 'shown') throw new Unavailable('cannot update the profile; it is being written to');
  return presentOwnProfile(result.user);
};
