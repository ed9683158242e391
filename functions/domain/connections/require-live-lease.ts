import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';
import type { Connection, Connections } from './connections.ts';

/**
 * Lets a connection act only while a token of its own is good. The end known from the handshake costs no read; past
 * it, the connection may have been renewed.
 *
 * @throws Unauthenticated the token has expired and was not renewed
 */
export const requireLiveLease = async (
  { connections, clock }: { connections: Pick<Connections, 'ofUsers'>; clock: Clock },
  { tenantId, userId, connectionId, expiresAtMs }: Connection,
): Promise<void> => {
  if (clock.nowMs() < expiresAtMs) return;
  const live = await connections.ofUsers(tenantId, [userId]);
  if (!live.some((one) => one.connectionId === connectionId)) {
    throw new Unauthenticated("cannot go on; the connection's token has expired");
  }
};
