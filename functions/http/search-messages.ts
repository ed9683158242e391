import { searchRoutes } from '../contract/routes/search-routes.ts';
import { searchMessages } from '../domain/search/search-messages.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { IndexSourceRepository } from '../platform/repositories/index-source-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { searchIndex } from '../platform/search/search-deps.ts';
import { takeSearchToken } from '../platform/search/take-search-token.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const take = takeSearchToken(client);
const deps = {
  index: searchIndex(),
  memberships: new MembershipRepository(client, table),
  users: new UserRepository(client, table),
  messages: new IndexSourceRepository(client, table),
};

export const handler = httpRoute(searchRoutes['search-messages'], async ({ caller, query }) => {
  await take(caller);
  const { q: text, conversation_id: conversationId, ...narrowed } = query;
  return { status: 200, json: await searchMessages(deps, { caller, text, conversationId, ...narrowed }) };
});
