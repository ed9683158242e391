import { httpRoutes } from '../contract/http-routes.ts';
import { syncConversation } from '../domain/sync/sync-conversation.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(httpRoutes['sync-conversation'], async ({ caller, parameters, query }) => ({
  status: 200,
  json: await syncConversation(deps, { caller, ...parameters, ...query }),
}));
