import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Users } from './users.ts';

/** What telling of a new password needs. */
export interface TellNewPasswordDeps {
  readonly users: Pick<Users, 'read'>;
  readonly mailer: Mailer;
}

/**
 * Mails a person that their password is another one, so that they know where it was not them. Again mails it again.
 *
 * @throws Unavailable the mail was not taken
 */
export const tellNewPassword = async (
  { users, mailer }: TellNewPasswordDeps,
  tenantId: TenantId,
  { target, timestamp }: AuditEntry,
): Promise<void> => {
  const user = await users.read(tenantId, target.id as UserId);
  if (user) await mailer.send({ kind: 'new-password', to: user.email, setAt: timestamp });
};
