import { v7 as uuidV7 } from 'uuid';
import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { removeMfa } from '../domain/mfa/remove-mfa.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { SecondFactorRepository } from '../platform/repositories/second-factor-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { sessionRepository } from '../platform/session-deps.ts';

const client = dynamoClient();
const tables = { chat: environment('CHAT_TABLE'), live: environment('LIVE_TABLE') };
const deps = {
  users: new UserRepository(client, tables.chat),
  factors: new SecondFactorRepository(client, tables),
  sessions: sessionRepository(),
  clock: systemClock,
  newId: () => uuidV7(),
};

export const handler = httpRoute(adminRoutes['remove-mfa'], async ({ caller, parameters, origin }) => {
  await removeMfa(deps, { caller, origin, ...parameters });
  return { status: 204 };
});
