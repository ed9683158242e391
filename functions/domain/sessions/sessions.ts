import type { AuditEntry } from '../../contract/audit.ts';
import type { SessionKey } from './refresh-token.ts';

/** How long a session lasts from its login, in ms: 7 days, as long as Cognito's own refresh token. No refresh prolongs it. */
export const sessionMs = 7 * 24 * 3600 * 1000;

/** What the last refresh answered, for a client that the answer did not reach. */
export interface LastRefresh {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The tokens, sealed with the refresh token that they replaced and the request's Idempotency-Key. */
  readonly sealedTokens: string;
}

/** A login of one device, and what its refresh tokens are checked against. */
export interface SessionRecord extends SessionKey {
  readonly deviceId: string;
  readonly deviceName?: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly lastUsedAt: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** SHA-256 of the refresh token in force, base64url. */
  readonly refreshTokenHash: string;
  /** From 1; each refresh adds one. */
  readonly generation: number;
  /** The identity provider's own refresh token, sealed with the client's: useless without it. */
  readonly sealedProviderToken: string;
  /** Left out where the last refresh came without an Idempotency-Key. */
  readonly lastRefresh?: LastRefresh | undefined;
  /** The key that each refresh has to prove (RFC 7638, SHA-256); left out where the login proved none. */
  readonly keyThumbprint?: string | undefined;
}

/** What a refresh changes of a session. */
export type Rotation = Pick<
  SessionRecord,
  'refreshTokenHash' | 'sealedProviderToken' | 'generation' | 'lastUsedAt' | 'lastRefresh'
>;

/** rotated: it was written; overtaken: nothing was, and `session` is what is there instead. */
export type RotationOutcome =
  | { readonly outcome: 'rotated' }
  | { readonly outcome: 'overtaken'; readonly session: SessionRecord | undefined };

/** The logins of the deployment's people. */
export interface Sessions {
  /** Stores a new session, and the entry that tells of its login. */
  add(session: SessionRecord, entry: AuditEntry): Promise<void>;
  /** One session that has not ended. */
  find(key: SessionKey): Promise<SessionRecord | undefined>;
  /** A person's sessions that have not ended, by their ids, after this one. */
  list(
    person: Pick<SessionKey, 'tenantId' | 'userId'>,
    options?: { readonly limit: number; readonly afterSessionId?: string | undefined },
  ): Promise<readonly SessionRecord[]>;
  /** Replaces the refresh token, if it is still the one of `session`. */
  rotate(session: SessionRecord, rotation: Rotation): Promise<RotationOutcome>;
  /**
   * Ends a session, denies all that was given out in its name and tells the audit, in one step. Again changes nothing.
   *
   * @throws Unavailable nothing was done
   */
  revoke(key: SessionKey, entry: AuditEntry): Promise<void>;
}
