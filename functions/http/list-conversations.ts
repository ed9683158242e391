import { v7 as uuidV7 } from 'uuid';
import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { listConversations } from '../domain/conversations/list-conversations.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { InboxOrderRepository } from '../platform/repositories/inbox-order-repository.ts';

const conversations = conversationDeps();
const orders = new InboxOrderRepository(dynamoClient(), environment('LIVE_TABLE'), conversations.clock);
const deps = { ...conversations, orders, newId: uuidV7 };

export const handler = httpRoute(conversationRoutes['list-conversations'], async ({ caller, query }) => ({
  status: 200,
  json: await listConversations(deps, { caller, ...query }),
}));
