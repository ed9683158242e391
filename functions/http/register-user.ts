import { randomInt } from 'node:crypto';
import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { clientNetwork } from '../domain/limits/client-network.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { registerUser } from '../domain/users/register-user.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { requestCodeDeps } from '../platform/mailed-code-deps.ts';
import { InvitationRepository } from '../platform/repositories/invitation-repository.ts';
import { TenantRepository } from '../platform/repositories/tenant-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { identityProvider } from '../platform/session-deps.ts';

const deps = {
  ...requestCodeDeps(),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  tenants: new TenantRepository(dynamoClient(), environment('CHAT_TABLE')),
  invitations: new InvitationRepository(dynamoClient(), environment('CHAT_TABLE')),
  identities: identityProvider(),
  newSuffix: () => String(randomInt(1000, 1_000_000)),
  signUp: environment('SIGN_UP'),
  confirmAddresses: environment('CONFIRM_ADDRESSES'),
  commonPasswords: environment('COMMON_PASSWORDS'),
};

export const handler = httpRoute(identityRoutes['register-user'], async ({ body, clientAddress, origin }) => {
  await takeToken(deps, { action: 'register', address: clientNetwork(clientAddress) });
  return { status: 201, json: await registerUser(deps, { ...body, origin }) };
});
