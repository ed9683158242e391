import { type AuditAction, mailedActions } from '../contract/audit.ts';
import { tellAccountChange } from '../domain/users/tell-account-change.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { mailer } from '../platform/ses-mailer.ts';

const deps = { users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')), mailer: mailer() };
const actions: ReadonlySet<AuditAction> = new Set(mailedActions);
const sendsMail = environment('MAIL_SENDER') !== '';

/**
 * Mails people that their password was reset or changed, or their second factor taken away, where the deployment sends mail.
 * Its rule lets those through alone.
 */
export const handler = busConsumer('audit.recorded', async ({ tenantId, entry }) => {
  if (actions.has(entry.action) && sendsMail) await tellAccountChange(deps, tenantId, entry);
});
