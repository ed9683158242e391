import { v7 as uuidV7 } from 'uuid';
import { adminRoutes } from '../contract/routes/admin-routes.ts';
import type { Caller } from '../domain/caller.ts';
import { createInvitation } from '../domain/invitations/create-invitation.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { InvitationRepository } from '../platform/repositories/invitation-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { mailer } from '../platform/ses-mailer.ts';

const buckets = bucketDeps();
const deps = {
  invitations: new InvitationRepository(dynamoClient(), environment('CHAT_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  mailer: mailer(),
  takeToken: (caller: Caller) => takeToken(buckets, { action: 'invite', caller }),
  clock: buckets.clock,
  newId: () => uuidV7(),
};

export const handler = httpRoute(adminRoutes['create-invitation'], async ({ caller, body, origin }) => ({
  status: 201,
  json: await createInvitation(deps, { caller, origin, ...body }),
}));
