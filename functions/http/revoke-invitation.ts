import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { revokeInvitation } from '../domain/invitations/revoke-invitation.ts';
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

export const handler = httpRoute(adminRoutes['revoke-invitation'], async ({ caller, parameters, origin }) => {
  await revokeInvitation(deps, { caller, origin, ...parameters });
  return { status: 204 };
});
