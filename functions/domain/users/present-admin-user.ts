import type { AdminUser } from '../../contract/admin.ts';
import type { UserRecord } from './users.ts';

/** A person as admins of their tenant see them. */
export const presentAdminUser = (user: UserRecord): AdminUser => ({
  id: user.userId,
  username: user.username,
  email: user.email,
  displayName: user.displayName,
  roles: [...user.roles],
  active: user.deactivatedAt === undefined,
  mfaEnabled: user.mfaEnabled === true,
  createdAt: user.createdAt,
});
