import { websocketActions } from '../contract/websocket-actions.ts';
import { websocketRoute } from '../platform/handlers/websocket-route.ts';

export const handler = websocketRoute(websocketActions.ping, async () => ({ type: 'pong' as const }));
