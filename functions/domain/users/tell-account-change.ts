import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Users } from './users.ts';

/** What telling of a change of an account needs. */
export interface TellAccountChangeDeps {
  readonly users: Pick<Users, 'read'>;
  readonly mailer: Mailer;
}

/**
 * Mails a person that their password is another one, or that they have no second factor any more, so that they know where
 * it was not them. Again mails it again.
 *
 * @throws Unavailable the mail was not taken
 */
export const tellAccountChange = async (
  { users, mailer }: TellAccountChangeDeps,
  tenantId: TenantId,
  { action, target, timestamp }: AuditEntry,
): Promise<void> => {
  const user = await users.read(tenantId, target.id as UserId);
  const kind = action === 'mfa.removed' ? 'removed-factor' : 'new-password';
  if (user) await mailer.send({ kind, to: user.email, at: timestamp });
};
