import { httpRoutes } from '../contract/http-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { searchMessages } from '../domain/search/search-messages.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { BucketRepository } from '../platform/repositories/bucket-repository.ts';
import { IndexSourceRepository } from '../platform/repositories/index-source-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { searchIndex } from '../platform/search/search-deps.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const limits = { buckets: new BucketRepository(client, environment('LIVE_TABLE')), clock: systemClock };
const deps = {
  index: searchIndex(),
  memberships: new MembershipRepository(client, table),
  users: new UserRepository(client, table),
  messages: new IndexSourceRepository(client, table, systemClock),
};

export const handler = httpRoute(httpRoutes['search-messages'], async ({ caller, query }) => {
  await takeToken(limits, { action: 'search', caller });
  const { q: text, conversation_id: conversationId, ...narrowed } = query;
  return { status: 200, json: await searchMessages(deps, { caller, text, conversationId, ...narrowed }) };
});
