import { randomInt } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { httpRoutes } from '../contract/http-routes.ts';
import { clientNetwork } from '../domain/limits/client-network.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { registerUser } from '../domain/users/register-user.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { cognitoClient, dynamoClient } from '../platform/clients.ts';
import { CognitoIdentityProvider } from '../platform/cognito-identity-provider.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = {
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  identities: new CognitoIdentityProvider(cognitoClient(), {
    userPoolId: environment('USER_POOL_ID'),
    clientId: environment('USER_POOL_CLIENT_ID'),
  }),
  ...bucketDeps(),
  newId: () => uuidV7(),
  newSuffix: () => String(randomInt(1000, 1_000_000)),
  signUp: environment('SIGN_UP'),
};

export const handler = httpRoute(httpRoutes['register-user'], async ({ body, clientAddress, origin }) => {
  await takeToken(deps, { action: 'register', address: clientNetwork(clientAddress) });
  return { status: 201, json: { ...(await registerUser(deps, { ...body, origin })), confirmationRequired: false } };
});
