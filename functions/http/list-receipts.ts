import { messageRoutes } from '../contract/routes/message-routes.ts';
import { listReceipts } from '../domain/receipts/list-receipts.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = conversationDeps();

export const handler = httpRoute(messageRoutes['list-receipts'], async ({ caller, parameters }) => ({
  status: 200,
  json: { items: await listReceipts(deps, { caller, ...parameters }) },
}));
