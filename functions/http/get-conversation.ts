import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { getConversation } from '../domain/conversations/get-conversation.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(conversationRoutes['get-conversation'], async ({ caller, parameters }) => ({
  status: 200,
  json: await getConversation(deps, { caller, ...parameters }),
}));
