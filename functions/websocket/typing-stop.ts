import { websocketActions } from '../contract/websocket-actions.ts';
import { stopTyping } from '../domain/typing/tell-typing.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { tellingDeps } from '../platform/live-deps.ts';

const deps = tellingDeps();

export const handler = liveRoute(websocketActions['typing.stop'], async ({ frame: { conversationId }, connection }) => {
  await stopTyping(deps, { connection, conversationId });
  return { type: 'ack' as const };
});
