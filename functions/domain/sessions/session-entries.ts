import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Clock } from '../clock.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { SessionKey } from './refresh-token.ts';

/** What ends a session. */
export type SessionEnding = Extract<AuditAction, `session.${string}` | `refresh.${string}`>;

/** The entry of the audit that tells of a login. */
export const loginEntry = (
  { userId, sessionId, deviceId }: SessionKey & { readonly deviceId: string },
  origin: RequestOrigin,
  clock: Clock,
): AuditEntry =>
  auditEntry(
    `login.${sessionId}`,
    {
      action: 'login.succeeded',
      actorId: userId,
      target: { type: 'session', id: sessionId },
      after: { deviceId },
    },
    origin,
    clock,
  );

/** The entry of the audit that tells of a session's end. A session ends once, whatever else would end it too. */
export const endingEntry = (
  { userId, sessionId }: SessionKey,
  action: SessionEnding,
  origin: RequestOrigin,
  { clock, actorId = userId }: { readonly clock: Clock; readonly actorId?: string },
): AuditEntry =>
  auditEntry(`end.${sessionId}`, { action, actorId, target: { type: 'session', id: sessionId } }, origin, clock);
