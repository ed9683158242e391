import type { OutboxEvent } from '../../contract/events.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Clock } from '../clock.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** What is told of a failed login: to the tenant of who was named; of nobody, to no tenant, but told as well. */
export const failedLoginEvent = (
  { clock, newId }: { readonly clock: Clock; readonly newId: () => string },
  who: { readonly tenantId: TenantId; readonly userId: UserId } | undefined,
  origin: RequestOrigin,
): OutboxEvent => {
  const version = 1;
  const { correlationId } = origin;
  if (who === undefined) {
    return {
      type: 'login.unknown',
      detail: { version, ...origin, timestamp: new Date(clock.nowMs()).toISOString() },
    };
  }
  const target = { type: 'person', id: who.userId } as const;
  const entry = auditEntry(newId(), { action: 'login.failed', actorId: who.userId, target }, origin, clock);
  return { type: 'audit.recorded', detail: { version, tenantId: who.tenantId, correlationId, entry } };
};
