import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';

/** A login of one device, and what its refresh tokens are checked against. */
export interface SessionRecord {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly deviceId: string;
  readonly deviceName?: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly lastUsedAt: string;
  /** SHA-256 of the refresh token in force, base64url. */
  readonly refreshTokenHash: string;
  /** How often the refresh token has been replaced. */
  readonly generation: number;
  /** The identity provider's own refresh token, sealed with the client's: useless without it. */
  readonly sealedProviderToken: string;
}

/** The logins of the deployment's people. */
export interface Sessions {
  /** Stores a new session. */
  add(session: SessionRecord): Promise<void>;
}
