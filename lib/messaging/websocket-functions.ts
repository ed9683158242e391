import type { WebSocketActionName } from '../../functions/contract/websocket-actions.ts';
import {
  changeAndDeliver,
  markAndTell,
  messageDeletion,
  type RouteFunction,
  sendAndDeliver,
  sync,
} from './http-functions.ts';

/** The routes that API Gateway itself calls, by the file of their handler. */
export const lifecycleRouteKeys = {
  connect: '$connect',
  disconnect: '$disconnect',
  'unknown-action': '$default',
} as const;

export type LifecycleRoute = keyof typeof lifecycleRouteKeys;

/** What telling those who joined takes. */
const tellsSubscribers = {
  liveTable: [
    'dynamodb:BatchGetItem',
    'dynamodb:DeleteItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  connections: true,
} as const satisfies RouteFunction['needs'];

/** A person's coming and going is told to those who look. */
const announcesPresence = {
  needs: { ...tellsSubscribers, chatTable: ['dynamodb:Query'] },
} satisfies RouteFunction;

/** So is that somebody writes. */
const tellsTyping = {
  needs: { ...tellsSubscribers, chatTable: ['dynamodb:GetItem'] },
} satisfies RouteFunction;

/** What API Gateway calls when connections come and go, and for frames without a known action. */
export const lifecycleFunctions: Readonly<Record<LifecycleRoute, RouteFunction>> = {
  connect: { ...announcesPresence, sharedPartitions: ['SWEEP'] },
  disconnect: announcesPresence,
  'unknown-action': { needs: {} },
};

/** Decides who may connect. */
export const authorizerFunction = {
  needs: { liveTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], allowedOrigins: true, originSecret: true },
} as const satisfies RouteFunction;

/** Every WebSocket action has its entry here, or the app does not compile. */
export const actionFunctions: Readonly<Record<WebSocketActionName, RouteFunction>> = {
  authenticate: { needs: { liveTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] } },
  'message.send': sendAndDeliver,
  'message.edit': changeAndDeliver,
  'message.delete': messageDeletion,
  'reaction.add': changeAndDeliver,
  'reaction.remove': changeAndDeliver,
  'message.read': markAndTell,
  'message.delivered': markAndTell,
  'conversation.join': {
    needs: {
      chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'],
      liveTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    },
  },
  'conversation.leave': {
    needs: {
      chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
      liveTable: ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
    },
  },
  'typing.start': tellsTyping,
  'typing.stop': tellsTyping,
  'presence.set': announcesPresence,
  sync: { needs: { ...sync.needs, liveTable: ['dynamodb:BatchGetItem'] } },
  ping: { needs: {} },
};

/** A function with all that it uses where it gets frames: the factory of its handler counts them, and closes who floods. */
export const withFrames = ({ needs, ...routeFunction }: RouteFunction): RouteFunction => ({
  ...routeFunction,
  needs: {
    ...needs,
    liveTable: [...new Set([...(needs.liveTable ?? []), 'dynamodb:UpdateItem'] as const)],
    connections: ['POST', 'DELETE'],
  },
});
