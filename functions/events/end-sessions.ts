import { type AuditAction, sessionEndingActions } from '../contract/audit.ts';
import { systemClock } from '../domain/clock.ts';
import { endSessionsOf } from '../domain/sessions/end-sessions-of.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const deps = { sessions: sessionRepository(), clock: systemClock };

const endingActions: ReadonlySet<AuditAction> = new Set(sessionEndingActions);

/**
 * Ends the sessions of somebody who was shut out, which closes their sockets; and of somebody who set another password,
 * where that itself ended half-way. Its rule lets those through alone.
 */
export const handler = busConsumer('audit.recorded', async ({ tenantId, entry }) => {
  if (endingActions.has(entry.action)) await endSessionsOf(deps, tenantId, entry);
});
