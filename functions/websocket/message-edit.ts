import { websocketActions } from '../contract/websocket-actions.ts';
import { editMessage } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';
import { liveLease } from '../platform/live-lease.ts';

const requireLease = liveLease();
const change = changeAndDeliver(editMessage);

export const handler = websocketRoute(
  websocketActions['message.edit'],
  async ({ frame: { action, requestId, ...fields }, connection, correlationId }) => {
    await requireLease(connection);
    const message = await change({ ...fields, caller: connection, correlationId }, connection.connectionId);
    return { type: 'ack' as const, message };
  },
);
