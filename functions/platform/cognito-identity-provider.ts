import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  NotAuthorizedException,
  RevokeTokenCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId, UserId } from '../contract/identifiers.ts';
import { Unavailable } from '../domain/errors.ts';
import type { IdentityProvider, ProviderTokens } from '../domain/users/identity-provider.ts';
import { logger } from './observability.ts';

/** The user pool and the client that functions log people in with. */
export interface UserPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** What waits for an answer gains nothing by one that takes longer. */
const bestEffortMs = 1_000;

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
    await this.setPassword(account.userId, account.password);
  }

  async setPassword(userId: UserId, password: string): Promise<void> {
    const user = { UserPoolId: this.#pool.userPoolId, Username: userId };
    await this.#client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  }

  async deleteAccount(userId: UserId): Promise<void> {
    const command = new AdminDeleteUserCommand({ UserPoolId: this.#pool.userPoolId, Username: userId });
    await this.#try('delete an account', (options) => this.#client.send(command, options));
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

  async refresh(refreshToken: string): Promise<string | undefined> {
    try {
      const { AuthenticationResult: result } = await this.#client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: this.#pool.userPoolId,
          ClientId: this.#pool.clientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: refreshToken },
        }),
      );
      if (!result?.AccessToken) throw new Unavailable('cannot refresh; no token was given out');
      return result.AccessToken;
    } catch (error) {
      if (error instanceof NotAuthorizedException || error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  }

  async revoke(refreshToken: string): Promise<void> {
    const command = new RevokeTokenCommand({ ClientId: this.#pool.clientId, Token: refreshToken });
    await this.#try('revoke a token', (options) => this.#client.send(command, options));
  }

  async revokeAll(userId: UserId): Promise<void> {
    const command = new AdminUserGlobalSignOutCommand({ UserPoolId: this.#pool.userPoolId, Username: userId });
    await this.#try('revoke all tokens', (options) => this.#client.send(command, options));
  }

  /** Nobody can use what stays: without the session's record our own token opens nothing, nor an account without a profile. */
  async #try(what: string, call: (options: { abortSignal: AbortSignal }) => Promise<unknown>): Promise<void> {
    try {
      await call({ abortSignal: AbortSignal.timeout(bestEffortMs) });
    } catch (error) {
      logger.warn(`could not ${what} at the identity provider`, { error: error as Error });
    }
  }
}
