import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { listConversations } from '../domain/conversations/list-conversations.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(conversationRoutes['list-conversations'], async ({ caller, query }) => ({
  status: 200,
  json: await listConversations(deps, { caller, ...query }),
}));
