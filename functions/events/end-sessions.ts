import { systemClock } from '../domain/clock.ts';
import { endSessionsOf } from '../domain/sessions/end-sessions-of.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const deps = { sessions: sessionRepository(), clock: systemClock };

/**
 * Ends the sessions of somebody who was shut out, which closes their sockets; and of somebody who reset the password, where
 * the reset itself ended half-way. Its rule lets those through alone.
 */
export const handler = busConsumer('audit.recorded', async ({ tenantId, entry }) => {
  if (entry.action === 'person.deactivated' || entry.action === 'password.reset')
    await endSessionsOf(deps, tenantId, entry);
});
