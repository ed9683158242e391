import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { listInvitations } from '../domain/invitations/list-invitations.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { InvitationRepository } from '../platform/repositories/invitation-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = {
  invitations: new InvitationRepository(dynamoClient(), environment('CHAT_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  clock: systemClock,
};

export const handler = httpRoute(adminRoutes['list-invitations'], async ({ caller, query }) => ({
  status: 200,
  json: await listInvitations(deps, { caller, ...query }),
}));
