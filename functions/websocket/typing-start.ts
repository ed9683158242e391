import { websocketActions } from '../contract/websocket-actions.ts';
import { startTyping } from '../domain/typing/tell-typing.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { tellingDeps } from '../platform/live-deps.ts';

const deps = tellingDeps();

export const handler = liveRoute(
  websocketActions['typing.start'],
  async ({ frame: { conversationId }, connection }) => {
    await startTyping(deps, { connection, conversationId });
    return { type: 'ack' as const };
  },
);
