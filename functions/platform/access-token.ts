import { GetUserCommand, NotAuthorizedException } from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { Unauthenticated } from '../domain/errors.ts';
import { cognitoClient } from './clients.ts';
import { environment } from './environment.ts';

/**
 * Checks access tokens where the authorizer does not: on a route that is open as well. Cognito is asked, which looks at
 * signature, end and revocation; that it is our pool's and our client's is looked at here, for Cognito takes any pool's.
 */
export const accessTokenReader = () => {
  const [client, clientId, pool] = [cognitoClient(), environment('USER_POOL_CLIENT_ID'), environment('USER_POOL_ID')];
  /** @throws Unauthenticated it is no access token that is in force */
  return async (authorization = ''): Promise<Record<string, unknown>> => {
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
    const refused = () => new Unauthenticated('cannot tell who asks; no token that is in force came along');
    if (token === undefined) throw refused();
    try {
      await client.send(new GetUserCommand({ AccessToken: token }));
    } catch (error) {
      if (error instanceof NotAuthorizedException || (error as Error).name === 'UserNotFoundException') throw refused();
      throw error;
    }
    const claims = decodeJwt(token);
    if (claims.client_id !== clientId || !String(claims.iss).endsWith(`/${pool}`)) throw refused();
    return claims;
  };
};
