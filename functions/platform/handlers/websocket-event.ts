import type { APIGatewayEventWebsocketRequestContextV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Connection } from '../../domain/connections/connections.ts';
import type { RequestOrigin } from '../../domain/request-origin.ts';

/** What the authorizer learned at the handshake; API Gateway keeps it for the connection's life. Values are text. */
export interface ConnectionContext {
  readonly tenantId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAtMs: string;
  readonly batch: string;
  /** Missing in connections that were made before this was kept. */
  readonly ip?: string;
  readonly userAgent?: string;
}

/** An event of a connection that passed the authorizer. */
export interface WebSocketEvent extends APIGatewayProxyWebsocketEventV2 {
  /** At the handshake alone. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestContext: APIGatewayEventWebsocketRequestContextV2 & { readonly authorizer: ConnectionContext };
}

/** The connection that an event is of, as it was at the handshake. */
export const connectionOf = ({
  requestContext: { authorizer, connectedAt, connectionId },
}: WebSocketEvent): Connection => ({
  connectionId,
  tenantId: authorizer.tenantId as TenantId,
  userId: authorizer.userId as UserId,
  sessionId: authorizer.sessionId as SessionId,
  expiresAtMs: Number(authorizer.expiresAtMs),
  batch: authorizer.batch === 'true',
  status: 'online',
  connectedAtMs: connectedAt,
});

/** Where an event's connection was made from: of a frame alone nobody tells, once an edge stands in front. */
export const originOf = ({ requestContext: { authorizer, requestId } }: WebSocketEvent): RequestOrigin => ({
  correlationId: requestId,
  ip: authorizer.ip ?? null,
  userAgent: authorizer.userAgent || null,
});
