import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { deleteConversation } from '../domain/changes/change-conversation.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(deleteConversation);

export const handler = httpRoute(conversationRoutes['delete-conversation'], async ({ caller, parameters, origin }) => {
  await change({ caller, origin, ...parameters });
  return { status: 204 };
});
