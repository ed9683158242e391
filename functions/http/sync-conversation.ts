import { messageRoutes } from '../contract/routes/message-routes.ts';
import { syncConversation } from '../domain/sync/sync-conversation.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

/** A function answers with at most 6 MB (Lambda quota), as JSON in JSON: quotes and backslashes count up to thrice. */
const maxBytes = 2 * 1024 * 1024;

export const handler = httpRoute(messageRoutes['sync-conversation'], async ({ caller, parameters, query }) => ({
  status: 200,
  json: await syncConversation(deps, { caller, maxBytes, ...parameters, ...query }),
}));
