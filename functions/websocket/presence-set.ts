import { websocketActions } from '../contract/websocket-actions.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';

const withPresence = presenceAnnouncer();
const buckets = bucketDeps();

export const handler = liveRoute(websocketActions['presence.set'], async ({ frame: { status }, connection }) => {
  // Before anything is stored: what is refused others don't see, whoever looks.
  await takeToken(buckets, { action: 'presence', caller: connection });
  await withPresence(connection, (connections) => connections.setStatus(connection, status));
  return { type: 'ack' as const };
});
