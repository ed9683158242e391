import { messageRoutes } from '../contract/routes/message-routes.ts';
import { listMessages } from '../domain/messages/list-messages.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(messageRoutes['list-messages'], async ({ caller, parameters, query }) => ({
  status: 200,
  json: await listMessages(deps, { caller, ...parameters, ...query }),
}));
