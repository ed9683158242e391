import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { updateConversation } from '../domain/changes/change-conversation.ts';
import { getConversation } from '../domain/conversations/get-conversation.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();
const change = changeAndDeliver(updateConversation);

export const handler = httpRoute(
  conversationRoutes['update-conversation'],
  async ({ caller, parameters, body, origin }) => {
    await change({ caller, origin, ...parameters, ...body });
    return { status: 200, json: await getConversation(deps, { caller, ...parameters }) };
  },
);
