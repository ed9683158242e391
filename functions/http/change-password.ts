import { v7 as uuidV7 } from 'uuid';
import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { changePassword } from '../domain/users/change-password.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { FailureCountRepository } from '../platform/repositories/failure-count-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { identityProvider, sessionRepository } from '../platform/session-deps.ts';

const deps = {
  ...bucketDeps(),
  failures: new FailureCountRepository(dynamoClient(), environment('LIVE_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  sessions: sessionRepository(),
  identities: identityProvider(),
  newId: () => uuidV7(),
  commonPasswords: environment('COMMON_PASSWORDS'),
};

export const handler = httpRoute(identityRoutes['change-password'], async ({ caller, body, origin }) => {
  await changePassword(deps, { caller, ...body, origin });
  return { status: 204 };
});
