import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';

/** Whose session a refresh token belongs to. */
export interface SessionKey {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

const keyFrom = (refreshToken: string): Buffer =>
  Buffer.from(hkdfSync('sha256', refreshToken, '', 'chemchat provider token', 32));

/** A new refresh token, opaque to the client: where its session is, and 256 random bits. */
export const newRefreshToken = ({ tenantId, userId, sessionId }: SessionKey): string =>
  Buffer.from(JSON.stringify([tenantId, userId, sessionId, randomBytes(32).toString('base64url')])).toString(
    'base64url',
  );

/** What the session keeps of a refresh token: its SHA-256, base64url. */
export const hashRefreshToken = (refreshToken: string): string =>
  createHash('sha256').update(refreshToken).digest('base64url');

/**
 * Seals the provider's token with a key derived from the client's refresh token (HKDF-SHA-256, AES-256-GCM). The server
 * keeps the ciphertext, the client the key: a copy of the table opens nothing, and no KMS key has to be paid for.
 */
export const sealProviderToken = (providerToken: string, refreshToken: string): string => {
  const nonce = randomBytes(nonceBytes);
  const seal = createCipheriv(cipher, keyFrom(refreshToken), nonce);
  const sealed = Buffer.concat([seal.update(providerToken, 'utf8'), seal.final()]);
  return Buffer.concat([nonce, seal.getAuthTag(), sealed]).toString('base64url');
};

/**
 * The provider's token again.
 *
 * @throws Error the refresh token is not the one it was sealed with
 */
export const openProviderToken = (sealedToken: string, refreshToken: string): string => {
  const bytes = Buffer.from(sealedToken, 'base64url');
  const open = createDecipheriv(cipher, keyFrom(refreshToken), bytes.subarray(0, nonceBytes));
  open.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([open.update(bytes.subarray(nonceBytes + tagBytes)), open.final()]).toString('utf8');
};
