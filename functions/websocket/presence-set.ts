import { websocketActions } from '../contract/websocket-actions.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';

const withPresence = presenceAnnouncer();

export const handler = liveRoute(websocketActions['presence.set'], async ({ frame: { status }, connection }) => {
  await withPresence(connection, (connections) => connections.setStatus(connection, status));
  return { type: 'ack' as const };
});
