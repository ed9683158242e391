import { type AuditAction, newPasswordActions } from '../contract/audit.ts';
import { tellNewPassword } from '../domain/users/tell-new-password.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { mailer } from '../platform/ses-mailer.ts';

const deps = { users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')), mailer: mailer() };
const actions: ReadonlySet<AuditAction> = new Set(newPasswordActions);
const sendsMail = environment('MAIL_SENDER') !== '';

/** Mails people that their password was reset or changed, where the deployment sends mail. Its rule lets those through alone. */
export const handler = busConsumer('audit.recorded', async ({ tenantId, entry }) => {
  if (actions.has(entry.action) && sendsMail) await tellNewPassword(deps, tenantId, entry);
});
