import { websocketActions } from '../contract/websocket-actions.ts';
import { stopTyping } from '../domain/typing/tell-typing.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveLease } from '../platform/live-lease.ts';
import { typingDeps } from '../platform/typing-deps.ts';

const requireLease = liveLease();
const deps = typingDeps();

export const handler = websocketRoute(
  websocketActions['typing.stop'],
  async ({ frame: { conversationId }, connection }) => {
    await requireLease(connection);
    await stopTyping(deps, { connection, conversationId });
    return { type: 'ack' as const };
  },
);
