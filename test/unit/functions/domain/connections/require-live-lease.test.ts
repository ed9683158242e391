import { describe, expect, it } from '@jest/globals';
import { requireLiveLease } from '../../../../../functions/domain/connections/require-live-lease.ts';
import { Unauthenticated } from '../../../../../functions/domain/errors.ts';
import { aCaller } from '../../../../builders/chat.ts';

const connection = {
  ...aCaller(),
  connectionId: 'c-1',
  expiresAtMs: 1000,
  batch: false,
  status: 'online' as const,
  connectedAtMs: 0,
};
const at = (nowMs: number, live: readonly string[]) => {
  let reads = 0;
  const ofUsers = async () => {
    reads += 1;
    return live.map((connectionId) => ({ ...connection, connectionId, expiresAtMs: 5000 }));
  };
  return { deps: { connections: { ofUsers }, clock: { nowMs: () => nowMs } }, reads: () => reads };
};

describe('a connection', () => {
  it('may act without a read until the end it had at the handshake', async () => {
    const { deps, reads } = at(999, []);
    await requireLiveLease(deps, connection);
    expect(reads()).toBe(0);
  });

  it('may act past that end when it was renewed, and not otherwise', async () => {
    await expect(requireLiveLease(at(1000, ['c-1']).deps, connection)).resolves.toBeUndefined();
    await expect(requireLiveLease(at(1000, ['c-2']).deps, connection)).rejects.toBeInstanceOf(Unauthenticated);
  });
});
