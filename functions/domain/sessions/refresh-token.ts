import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';

/** What a session is found by. */
export type SessionKey = Caller;

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** HKDF-SHA-256. What seals one thing opens no other: `purpose` goes into the key, and so does `salt`. */
const keyFrom = (refreshToken: string, purpose: string, salt = ''): Buffer =>
  Buffer.from(hkdfSync('sha256', refreshToken, salt, `chemchat ${purpose}`, 32));

const seal = (text: string, key: Buffer): string => {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce);
  const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url');
};

const open = (sealedText: string, key: Buffer): string => {
  const bytes = Buffer.from(sealedText, 'base64url');
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes));
  opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString('utf8');
};

/** A new refresh token, opaque to the client: where its session is, and 256 random bits. */
export const newRefreshToken = ({ tenantId, userId, sessionId }: SessionKey): string =>
  Buffer.from(JSON.stringify([tenantId, userId, sessionId, randomBytes(32).toString('base64url')])).toString(
    'base64url',
  );

const Parts = z.tuple([TenantId, UserId, SessionId, z.string().length(43)]);

/** The session that a refresh token says it is of; undefined: it is none of ours. */
export const sessionKeyIn = (refreshToken: string): SessionKey | undefined => {
  try {
    const [tenantId, userId, sessionId] = Parts.parse(JSON.parse(Buffer.from(refreshToken, 'base64url').toString()));
    return { tenantId, userId, sessionId };
  } catch {
    return undefined;
  }
};

/** What the session keeps of a refresh token: its SHA-256, base64url. */
export const hashRefreshToken = (refreshToken: string): string =>
  createHash('sha256').update(refreshToken).digest('base64url');

/**
 * Seals the provider's token with a key derived from the client's refresh token (HKDF-SHA-256, AES-256-GCM). The server
 * keeps the ciphertext, the client the key: a copy of the table opens nothing, and no KMS key has to be paid for.
 */
export const sealProviderToken = (providerToken: string, refreshToken: string): string =>
  seal(providerToken, keyFrom(refreshToken, 'provider token'));

/**
 * The provider's token again.
 *
 * @throws Error the refresh token is not the one it was sealed with
 */
export const openProviderToken = (sealedToken: string, refreshToken: string): string =>
  open(sealedToken, keyFrom(refreshToken, 'provider token'));

/** What a refresh gives out. */
export interface RefreshedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Seals what a refresh gives out, for whoever has the refresh token that was used and the request's Idempotency-Key. */
export const sealTokens = (tokens: RefreshedTokens, usedToken: string, idempotencyKey: string): string =>
  seal(JSON.stringify(tokens), keyFrom(usedToken, 'refreshed tokens', idempotencyKey));

/** What that refresh gave out; undefined for another token or another key than it came with. */
export const openTokens = (
  sealedTokens: string,
  usedToken: string,
  idempotencyKey: string,
): RefreshedTokens | undefined => {
  try {
    return JSON.parse(open(sealedTokens, keyFrom(usedToken, 'refreshed tokens', idempotencyKey)));
  } catch {
    return undefined;
  }
};
