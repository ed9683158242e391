import { randomUUID } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  NotAuthorizedException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';

const tokenWith = (claims: object) =>
  ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'sig'].join('.');

/** The session that an access token is of. */
export const sessionIn = (accessToken: unknown): string =>
  JSON.parse(Buffer.from(String(accessToken).split('.')[1] ?? '', 'base64url').toString()).origin_jti;

/**
 * As much of a user pool as logging in and refreshing take: every password is right, a refresh gives an access token of
 * the same session and no new refresh token. Its calls are recorded; what a test wants else, it mocks over.
 */
export const aUserPool = () => {
  const cognito = mockClient(CognitoIdentityProviderClient);
  cognito.on(AdminInitiateAuthCommand).callsFake(({ AuthFlow, AuthParameters }) => {
    const refreshing = AuthFlow === 'REFRESH_TOKEN_AUTH';
    const origin_jti = refreshing ? String(AuthParameters.REFRESH_TOKEN).replace('provider ', '') : randomUUID();
    const AccessToken = tokenWith({ origin_jti, jti: randomUUID() });
    return {
      AuthenticationResult: { AccessToken, ...(!refreshing && { RefreshToken: `provider ${origin_jti}` }) },
    };
  });
  return cognito;
};

/** What Cognito answers to a token or a password that is no longer good. */
export const notAuthorized = () => new NotAuthorizedException({ message: 'no', $metadata: {} });
