import { v7 as uuidV7 } from 'uuid';
import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { changeStanding } from '../domain/users/change-standing.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { StandingRepository } from '../platform/repositories/standing-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const client = dynamoClient();
const tables = { chat: environment('CHAT_TABLE'), live: environment('LIVE_TABLE') };
const deps = {
  users: new UserRepository(client, tables.chat),
  standings: new StandingRepository(client, tables),
  clock: systemClock,
  newId: () => uuidV7(),
};

export const handler = httpRoute(adminRoutes['update-admin-user'], async ({ caller, parameters, body, origin }) => ({
  status: 200,
  json: await changeStanding(deps, { caller, origin, ...parameters, ...body }),
}));
