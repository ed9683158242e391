import { createHash, randomBytes } from 'node:crypto';
import { TenantId } from '../../contract/identifiers.ts';
import { websocketTokenSeconds } from '../../contract/identity.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { Unauthenticated } from '../errors.ts';
import type { Denials } from '../sessions/denials.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** Who may connect until when, on which device. */
export interface WebSocketTicket extends Caller {
  readonly deviceId: string;
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
 * and in a WebSocket sub-protocol. It is of the caller's session, and so of one device.
 *
 * @throws Unauthenticated the session has ended
 */
export const issueWebSocketToken = async (
  { tickets, sessions, clock }: TicketDeps & { readonly sessions: Pick<Sessions, 'find'> },
  caller: Caller,
) => {
  const session = await sessions.find(caller);
  if (session === undefined) throw new Unauthenticated('cannot give out a token; the session has ended');
  const token = `${caller.tenantId}.${randomBytes(32).toString('base64url')}`;
  const { deviceId } = session;
  const expiresAtMs = clock.nowMs() + websocketTokenSeconds * 1000;
  await tickets.add(hashOf(token), { ...caller, deviceId, expiresAtMs });
  return { token, expiresIn: websocketTokenSeconds };
};

/** The tenant that a WebSocket token says it is of; undefined: it is none. */
export const tenantInToken = (token: string): TenantId | undefined =>
  TenantId.safeParse(token.slice(0, Math.max(0, token.indexOf('.')))).data;

/**
 * Who a WebSocket token stands for.
 *
 * @param deviceId the device that the client says it is; whoever says nothing is not held to it
 * @throws Unauthenticated the token is malformed, unknown, expired or another device's, or its session has ended
 */
export const checkWebSocketToken = async (
  { tickets, denials, clock }: TicketDeps & { readonly denials: Denials },
  token: string,
  deviceId?: string,
): Promise<WebSocketTicket> => {
  const tenantId = tenantInToken(token);
  const ticket = tenantId && (await tickets.find(tenantId, hashOf(token)));
  // The table forgets expired tickets late, so the time decides.
  if (ticket === undefined || ticket.expiresAtMs <= clock.nowMs()) {
    throw new Unauthenticated('cannot connect; the token is not valid or has expired');
  }
  if (deviceId !== undefined && deviceId !== ticket.deviceId) {
    throw new Unauthenticated("cannot connect; the token is another device's");
  }
  if (await denials.has(ticket)) throw new Unauthenticated('cannot connect; the session has ended');
  return ticket;
};
