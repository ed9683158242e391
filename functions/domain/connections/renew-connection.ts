import type { UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';
import type { Denials } from '../sessions/denials.ts';
import type { Connection, Connections } from './connections.ts';
import { checkWebSocketToken, tenantInToken, type WebSocketTickets } from './websocket-tickets.ts';

/** What renewing needs. */
export interface RenewConnectionDeps {
  readonly tickets: WebSocketTickets;
  readonly connections: Pick<Connections, 'renew' | 'end'>;
  readonly denials: Denials;
  readonly clock: Clock;
}

/**
 * Lets a live connection go on until a new token's end. The token has to be of the same session: a connection never
 * changes hands.
 *
 * @throws Unauthenticated the token is not valid, has expired, or is another session's, or the session has ended
 */
export const renewConnection = async (
  { tickets, connections, denials, clock }: RenewConnectionDeps,
  { connection, token }: { connection: Connection; token: string },
): Promise<{ userId: UserId }> => {
  const ofAnother = () => new Unauthenticated('cannot renew the connection; the token is not one of its session');
  // Before it is looked for: what is asked for one tenant reads nothing of another.
  if (tenantInToken(token) !== connection.tenantId) throw ofAnother();
  const ticket = await checkWebSocketToken({ tickets, denials, clock }, token);
  if (ticket.userId !== connection.userId || ticket.sessionId !== connection.sessionId) throw ofAnother();
  await connections.renew({ ...connection, expiresAtMs: ticket.expiresAtMs });
  // It may have ended, and its connections been looked for, between the check and the renewal: the sweep closes it then.
  if (await denials.has(connection)) {
    await connections.end(connection);
    throw new Unauthenticated('cannot renew the connection; its session has ended');
  }
  return { userId: ticket.userId };
};
