import { searchRoutes } from '../contract/routes/search-routes.ts';
import { searchConversations } from '../domain/search/search-conversations.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { searchIndex } from '../platform/search/search-deps.ts';
import { takeSearchToken } from '../platform/search/take-search-token.ts';

const client = dynamoClient();
const take = takeSearchToken(client);
const deps = { ...conversationDeps(client), index: searchIndex() };

export const handler = httpRoute(searchRoutes['search-conversations'], async ({ caller, query }) => {
  await take(caller);
  const { q: text, ...page } = query;
  return { status: 200, json: await searchConversations(deps, { caller, text, ...page }) };
});
