import { messageRoutes } from '../contract/routes/message-routes.ts';
import { deleteMessage } from '../domain/changes/change-message.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(deleteMessage);

export const handler = httpRoute(messageRoutes['delete-message'], async ({ caller, parameters, origin }) => {
  await change({ caller, origin, ...parameters });
  return { status: 204 };
});
