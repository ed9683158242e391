import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { listMembers } from '../domain/conversations/list-members.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(conversationRoutes['list-members'], async ({ caller, parameters, query }) => ({
  status: 200,
  json: await listMembers(deps, { caller, ...parameters, ...query }),
}));
