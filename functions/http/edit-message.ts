import { messageRoutes } from '../contract/routes/message-routes.ts';
import { editMessage } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(editMessage);

export const handler = httpRoute(messageRoutes['edit-message'], async ({ caller, parameters, body, origin }) => ({
  status: 200,
  json: await change({ caller, origin, ...parameters, ...body }),
}));
