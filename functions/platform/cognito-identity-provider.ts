import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  NotAuthorizedException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId, UserId } from '../contract/identifiers.ts';
import { Unavailable } from '../domain/errors.ts';
import type { IdentityProvider, ProviderTokens } from '../domain/users/identity-provider.ts';

/** The user pool and the client that functions log people in with. */
export interface UserPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Accounts in a Cognito user pool, whose usernames are our user ids. */
export class CognitoIdentityProvider implements IdentityProvider {
  readonly #client: CognitoIdentityProviderClient;
  readonly #pool: UserPool;

  constructor(client: CognitoIdentityProviderClient, pool: UserPool) {
    this.#client = client;
    this.#pool = pool;
  }

  async createAccount(account: { userId: UserId; tenantId: TenantId; email: string; password: string }): Promise<void> {
    const user = { UserPoolId: this.#pool.userPoolId, Username: account.userId };
    await this.#client.send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: account.email },
          { Name: 'custom:tenant_id', Value: account.tenantId },
        ],
      }),
    );
    await this.#client.send(new AdminSetUserPasswordCommand({ ...user, Password: account.password, Permanent: true }));
  }

  async deleteAccount(userId: UserId): Promise<void> {
    await this.#client.send(new AdminDeleteUserCommand({ UserPoolId: this.#pool.userPoolId, Username: userId }));
  }

  async checkPassword(userId: UserId, password: string): Promise<ProviderTokens | undefined> {
    try {
      const { AuthenticationResult: result } = await this.#client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: this.#pool.userPoolId,
          ClientId: this.#pool.clientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: userId, PASSWORD: password },
        }),
      );
      if (!result?.AccessToken || !result.RefreshToken)
        throw new Unavailable('cannot log in; no tokens were given out');
      return { accessToken: result.AccessToken, refreshToken: result.RefreshToken };
    } catch (error) {
      if (error instanceof NotAuthorizedException || error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }
}
