import { messageRoutes } from '../contract/routes/message-routes.ts';
import { react } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(react);

export const handler = httpRoute(messageRoutes['add-reaction'], async ({ caller, parameters, body, origin }) => ({
  status: 200,
  json: await change({ caller, origin, ...parameters, ...body, reaction: 'added' }),
}));
