import { decodeJwt } from 'jose';
import { v7 as uuidV7 } from 'uuid';
import { httpRoutes } from '../contract/http-routes.ts';
import { SessionId } from '../contract/identifiers.ts';
import { systemClock } from '../domain/clock.ts';
import { logIn } from '../domain/sessions/log-in.ts';
import type { LoginName } from '../domain/users/users.ts';
import { cognitoClient, dynamoClient } from '../platform/clients.ts';
import { CognitoIdentityProvider } from '../platform/cognito-identity-provider.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { SessionRepository } from '../platform/repositories/session-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const client = dynamoClient();
const deps = {
  users: new UserRepository(client, environment('CHAT_TABLE')),
  identities: new CognitoIdentityProvider(cognitoClient(), {
    userPoolId: environment('USER_POOL_ID'),
    clientId: environment('USER_POOL_CLIENT_ID'),
  }),
  sessions: new SessionRepository(client, environment('CHAT_TABLE')),
  clock: systemClock,
  newId: () => uuidV7(),
  // Straight from Cognito over TLS: there is no signature to doubt here.
  sessionIdOf: (accessToken: string) => SessionId.parse(decodeJwt(accessToken).origin_jti),
};

export const handler = httpRoute(httpRoutes['log-in'], async ({ body: { email, username, ...rest } }) => {
  const name: LoginName =
    email !== undefined ? { kind: 'email', value: email } : { kind: 'username', value: username ?? '' };
  return { status: 200, json: await logIn(deps, { name, ...rest }) };
});
