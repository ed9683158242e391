import { unknownActionRoute } from '../platform/handlers/websocket-route.ts';

export const handler = unknownActionRoute();
