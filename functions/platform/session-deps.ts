import { decodeJwt } from 'jose';
import { SessionId } from '../contract/identifiers.ts';
import { systemClock } from '../domain/clock.ts';
import { cognitoClient, dynamoClient } from './clients.ts';
import { CognitoIdentityProvider } from './cognito-identity-provider.ts';
import { environment } from './environment.ts';
import { DenialRepository } from './repositories/denial-repository.ts';
import { SessionRepository } from './repositories/session-repository.ts';
import { UsedProofRepository } from './repositories/used-proof-repository.ts';
import { UserRepository } from './repositories/user-repository.ts';

/** Where sessions are. */
export const sessionRepository = () =>
  new SessionRepository(
    dynamoClient(),
    { chat: environment('CHAT_TABLE'), live: environment('LIVE_TABLE') },
    systemClock,
  );

/** The user pool, as functions log people in with. */
export const identityProvider = () =>
  new CognitoIdentityProvider(cognitoClient(), {
    userPoolId: environment('USER_POOL_ID'),
    clientId: environment('USER_POOL_CLIENT_ID'),
  });

/** The session's id in an access token. Straight from Cognito over TLS: there is no signature to doubt here. */
export const sessionIdOf = (accessToken: string): SessionId => SessionId.parse(decodeJwt(accessToken).origin_jti);

/** What giving out tokens needs, at a login and at a refresh. */
export const tokenDeps = () => {
  const [client, live] = [dynamoClient(), environment('LIVE_TABLE')];
  return {
    users: new UserRepository(client, environment('CHAT_TABLE')),
    identities: identityProvider(),
    sessions: sessionRepository(),
    denials: new DenialRepository(client, live, systemClock),
    usedProofs: new UsedProofRepository(client, live, systemClock),
    clock: systemClock,
  };
};
