import type { Member } from '../../contract/conversations.ts';
import { presentLook } from '../users/look.ts';
import type { Look } from '../users/users.ts';
import type { ListedMember } from './memberships.ts';

/** A member as the others see them. */
export const presentMember = ({ userId, role, joinedAt, ...look }: ListedMember & Look): Member => ({
  userId,
  ...presentLook(look),
  role,
  joinedAt,
});
