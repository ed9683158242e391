import type { TenantId, UserId } from '../../contract/identifiers.ts';

/** Tokens as the identity provider gives them to a person who proved a password. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Holds passwords and signs tokens; knows people by their user id alone. */
export interface IdentityProvider {
  /** Makes an account that can be logged in to. */
  createAccount(account: { userId: UserId; tenantId: TenantId; email: string; password: string }): Promise<void>;
  /** Takes an account back that got no profile. Best effort: by no name does anybody log in to it. */
  deleteAccount(userId: UserId): Promise<void>;
  /** Tokens for the right password, undefined for a wrong one or an unknown account. */
  checkPassword(userId: UserId, password: string): Promise<ProviderTokens | undefined>;
  /** Sets another password. Who knows the old one can do nothing with it from then on. */
  setPassword(userId: UserId, password: string): Promise<void>;
  /** A new access token for the provider's refresh token, which stays as it is; undefined where it is no longer good. */
  refresh(refreshToken: string): Promise<string | undefined>;
  /** Revokes a refresh token of the provider's. Best effort: what depends on it has ended already. */
  revoke(refreshToken: string): Promise<void>;
  /** Revokes all of a person's refresh tokens. Best effort, too. */
  revokeAll(userId: UserId): Promise<void>;
}
