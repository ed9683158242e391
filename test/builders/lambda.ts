import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import type { Caller } from '../../functions/domain/caller.ts';
import type { WebSocketEvent } from '../../functions/platform/handlers/websocket-event.ts';

/** What Lambda gives a handler beside the event. */
export const aContext = (): Context =>
  ({ awsRequestId: randomUUID(), functionName: 'test', getRemainingTimeInMillis: () => 10_000 }) as Context;

interface HttpCall {
  readonly caller?: Caller;
  readonly body?: unknown;
  readonly parameters?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/** A request as an HTTP API passes it on, after its JWT authorizer where there is a caller. */
export const anHttpEvent = ({ caller, body, parameters, query, headers = {} }: HttpCall = {}): APIGatewayProxyEventV2 =>
  ({
    headers,
    isBase64Encoded: false,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(parameters && { pathParameters: parameters }),
    ...(query && { queryStringParameters: query }),
    requestContext: {
      requestId: randomUUID(),
      http: { sourceIp: '192.0.2.1' },
      ...(caller && {
        authorizer: {
          jwt: {
            claims: {
              tenant_id: caller.tenantId,
              username: caller.userId,
              origin_jti: caller.sessionId,
              token_use: 'access',
            },
          },
        },
      }),
    },
  }) as APIGatewayProxyEventV2;

/** A handshake as API Gateway shows it to the authorizer. */
export const aHandshake = (over: object = {}): APIGatewayRequestAuthorizerEvent =>
  ({
    methodArn: 'arn:connect',
    requestContext: { requestId: 'a handshake', identity: { sourceIp: '192.0.2.1' } },
    ...over,
  }) as APIGatewayRequestAuthorizerEvent;

interface Frame {
  readonly caller: Caller;
  readonly body?: unknown;
  readonly connectionId?: string;
  readonly expiresAtMs?: number;
  readonly connectedAtMs?: number;
  readonly headers?: Record<string, string>;
}

/** A frame, or a handshake that passed the authorizer, as a WebSocket API passes it on. */
export const aWebSocketEvent = ({
  caller,
  body,
  connectionId = 'c-1',
  expiresAtMs = Date.now() + 60_000,
  connectedAtMs = Date.now(),
  headers,
}: Frame): WebSocketEvent =>
  ({
    isBase64Encoded: false,
    ...(headers && { headers }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    requestContext: {
      requestId: randomUUID(),
      // What API Gateway tells by itself has no body.
      ...(body !== undefined && { eventType: 'MESSAGE' }),
      connectionId,
      connectedAt: connectedAtMs,
      authorizer: {
        ...caller,
        expiresAtMs: String(expiresAtMs),
        batch: 'false',
        ip: '192.0.2.2',
        userAgent: 'a socket',
      },
    },
  }) as unknown as WebSocketEvent;
