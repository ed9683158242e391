import { websocketActions } from '../contract/websocket-actions.ts';
import { react } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { liveRoute } from '../platform/handlers/live-route.ts';

const change = changeAndDeliver(react);

export const handler = liveRoute(
  websocketActions['reaction.remove'],
  async ({ frame: { action, requestId, ...fields }, connection, origin }) => {
    const message = await change(
      { ...fields, caller: connection, origin, reaction: 'removed' },
      connection.connectionId,
    );
    return { type: 'ack' as const, message };
  },
);
