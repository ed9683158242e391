import type { Member } from '../../contract/conversations.ts';
import { avatarUrlOf } from '../users/avatar-url.ts';
import type { Look } from '../users/users.ts';
import type { ListedMember } from './memberships.ts';

/** What others see somebody by; of who is gone nothing is left. */
export const lookOf = (user: Look | undefined): Look => ({
  displayName: user?.displayName ?? '',
  avatarMediaId: user?.avatarMediaId,
});

/** A member as the others see them. */
export const presentMember = ({ userId, role, joinedAt, ...look }: ListedMember & Look): Member => ({
  userId,
  displayName: look.displayName,
  ...avatarUrlOf(look),
  role,
  joinedAt,
});
