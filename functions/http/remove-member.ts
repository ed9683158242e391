import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { removeMember } from '../domain/changes/change-conversation.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(removeMember);

export const handler = httpRoute(conversationRoutes['remove-member'], async ({ caller, parameters, origin }) => {
  await change({ caller, origin, ...parameters });
  return { status: 204 };
});
