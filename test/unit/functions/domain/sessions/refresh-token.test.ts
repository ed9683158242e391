import { describe, expect, it } from '@jest/globals';
import type { SessionId } from '../../../../../functions/contract/identifiers.ts';
import {
  newRefreshToken,
  openProviderToken,
  sealProviderToken,
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

  it('is never the same twice', () => {
    expect(newRefreshToken(session)).not.toBe(newRefreshToken(session));
  });
});
