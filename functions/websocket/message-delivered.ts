import { websocketActions } from '../contract/websocket-actions.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';
import { markAndTell } from '../platform/mark-and-tell.ts';

const mark = markAndTell();

export const handler = liveRoute(
  websocketActions['message.delivered'],
  async ({ frame: { conversationId, sequenceNumber }, connection }) => {
    const command = { caller: connection, conversationId, sequenceNumber, mark: 'delivered' as const };
    const { lastDeliveredSequence } = await mark(command, connection.connectionId);
    return { type: 'ack' as const, lastDeliveredSequence };
  },
);
