import type { AuditAction, AuditEntry, AuditState } from '../../contract/audit.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Clock } from '../clock.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { UserRecord } from './users.ts';

/** The entry of the audit that tells what a person did to their own account; `id` names what happened, among all of it. */
export const accountEntry = (
  id: string,
  action: Extract<AuditAction, 'person.confirmed' | `password.${string}` | `mfa.${string}`>,
  { userId }: Pick<UserRecord, 'userId'>,
  origin: RequestOrigin,
  clock: Clock,
  after?: AuditState,
): AuditEntry =>
  auditEntry(
    `${action}.${id}`,
    { action, actorId: userId, target: { type: 'person', id: userId }, ...(after && { after }) },
    origin,
    clock,
  );
