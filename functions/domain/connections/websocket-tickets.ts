import { createHash, randomBytes } from 'node:crypto';
import { TenantId } from '../../contract/identifiers.ts';
import { websocketTokenSeconds } from '../../contract/identity.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';

/** Who may connect until when. */
export interface WebSocketTicket extends Caller {
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Where tickets are kept, under the hash of their token. */
export interface WebSocketTickets {
  add(tokenHash: string, ticket: WebSocketTicket): Promise<void>;
  find(tenantId: TenantId, tokenHash: string): Promise<WebSocketTicket | undefined>;
}

interface TicketDeps {
  readonly tickets: WebSocketTickets;
  readonly clock: Clock;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/**
 * A token to connect with for one hour. It is 256 random bits behind the tenant's slug, kept only as a hash: nothing
 * has to be signed, no key kept, and what the table holds opens no connection. All its characters may stand in a query
 * and in a WebSocket sub-protocol.
 */
export const issueWebSocketToken = async ({ tickets, clock }: TicketDeps, caller: Caller) => {
  const token = `${caller.tenantId}.${randomBytes(32).toString('base64url')}`;
  await tickets.add(hashOf(token), { ...caller, expiresAtMs: clock.nowMs() + websocketTokenSeconds * 1000 });
  return { token, expiresIn: websocketTokenSeconds };
};

/**
 * Who a WebSocket token stands for.
 *
 * @throws Unauthenticated the token is malformed, unknown or expired
 */
export const checkWebSocketToken = async ({ tickets, clock }: TicketDeps, token: string): Promise<WebSocketTicket> => {
  const tenantId = TenantId.safeParse(token.slice(0, Math.max(0, token.indexOf('.'))));
  const ticket = tenantId.success ? await tickets.find(tenantId.data, hashOf(token)) : undefined;
  // The table forgets expired tickets late, so the time decides.
  if (ticket === undefined || ticket.expiresAtMs <= clock.nowMs()) {
    throw new Unauthenticated('cannot connect; the token is not valid or has expired');
  }
  return ticket;
};
