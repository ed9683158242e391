import { websocketActions } from '../contract/websocket-actions.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveLease } from '../platform/live-lease.ts';
import { markAndTell } from '../platform/mark-and-tell.ts';

const requireLease = liveLease();
const mark = markAndTell();

export const handler = websocketRoute(
  websocketActions['message.delivered'],
  async ({ frame: { conversationId, sequenceNumber }, connection }) => {
    await requireLease(connection);
    const command = { caller: connection, conversationId, sequenceNumber, mark: 'delivered' as const };
    const { lastDeliveredSequence } = await mark(command, connection.connectionId);
    return { type: 'ack' as const, lastDeliveredSequence };
  },
);
