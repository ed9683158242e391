import { websocketActions } from '../contract/websocket-actions.ts';
import { unknownActionRoute } from '../platform/handlers/websocket-route.ts';

export const handler = unknownActionRoute(Object.keys(websocketActions));
