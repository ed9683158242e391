import { describe, expect, it } from '@jest/globals';
import type { SessionId } from '../../../../../functions/contract/identifiers.ts';
import {
  newRefreshToken,
  openProviderToken,
  openTokens,
  sealProviderToken,
  sealTokens,
  sessionKeyIn,
} from '../../../../../functions/domain/sessions/refresh-token.ts';
import { aUserId, tenantId } from '../../../../builders/chat.ts';

const session = { tenantId, userId: aUserId(), sessionId: 's' as SessionId };

describe('a refresh token', () => {
  it('opens what was sealed with it, and what another sealed it does not', () => {
    const [own, other] = [newRefreshToken(session), newRefreshToken(session)];
    const sealed = sealProviderToken('the provider’s token', own);
    expect(openProviderToken(sealed, own)).toBe('the provider’s token');
    expect(() => openProviderToken(sealed, other)).toThrow();
    expect(sealed).not.toContain('provider');
  });

  it('opens nothing that was changed on the way', () => {
    const token = newRefreshToken(session);
    const sealed = Buffer.from(sealProviderToken('secret', token), 'base64url');
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1);
    expect(() => openProviderToken(sealed.toString('base64url'), token)).toThrow();
  });

  it('opens the tokens of a refresh under the Idempotency-Key that it came with, and nothing else', () => {
    const [own, other] = [newRefreshToken(session), newRefreshToken(session)];
    const tokens = { accessToken: 'access', refreshToken: 'refresh' };
    const sealed = sealTokens(tokens, own, 'key');
    expect(openTokens(sealed, own, 'key')).toEqual(tokens);
    expect(openTokens(sealed, own, 'other')).toBeUndefined();
    expect(openTokens(sealed, other, 'key')).toBeUndefined();
    // Not even with an empty key, which the provider's token is sealed with.
    expect(openTokens(sealProviderToken(JSON.stringify(tokens), own), own, '')).toBeUndefined();
  });

  it('names its session, and what is no such token names none', () => {
    expect(sessionKeyIn(newRefreshToken(session))).toEqual(session);
    expect(sessionKeyIn('garbage')).toBeUndefined();
  });

  it('is never the same twice', () => {
    expect(newRefreshToken(session)).not.toBe(newRefreshToken(session));
  });
});
