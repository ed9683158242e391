import { websocketActions } from '../contract/websocket-actions.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveLease } from '../platform/live-lease.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';

const requireLease = liveLease();
const withPresence = presenceAnnouncer();

export const handler = websocketRoute(websocketActions['presence.set'], async ({ frame: { status }, connection }) => {
  await requireLease(connection);
  await withPresence(connection, (connections) => connections.setStatus(connection, status));
  return { type: 'ack' as const };
});
