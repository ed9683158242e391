import { websocketActions } from '../contract/websocket-actions.ts';
import { editMessage } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';

const change = changeAndDeliver(editMessage);

export const handler = liveRoute(
  websocketActions['message.edit'],
  async ({ frame: { action, requestId, ...fields }, connection, origin }) => {
    const message = await change({ ...fields, caller: connection, origin }, connection.connectionId);
    return { type: 'ack' as const, message };
  },
);
