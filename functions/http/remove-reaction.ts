import { messageRoutes } from '../contract/routes/message-routes.ts';
import { react } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(react);

export const handler = httpRoute(messageRoutes['remove-reaction'], async ({ caller, parameters, origin }) => ({
  status: 200,
  json: await change({ caller, origin, ...parameters, reaction: 'removed' }),
}));
