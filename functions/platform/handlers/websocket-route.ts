import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { type ErrorFrame, maxFrameBytes, RequestId, type WebSocketAction } from '../../contract/websocket-actions.ts';
import type { Connection } from '../../domain/connections/connections.ts';
import { type ChatError, Invalid, TooLarge } from '../../domain/errors.ts';
import { logger } from '../observability.ts';
import { toldError } from './errors.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';
import { connectionOf, type WebSocketEvent } from './websocket-event.ts';

/** What an action's function gets. */
export interface ActionRequest<Frame> {
  readonly frame: Frame;
  readonly connection: Connection;
  readonly correlationId: string;
}

/** A route's reply is sent back to the connection. */
const reply = (frame: object): APIGatewayProxyStructuredResultV2 => ({ statusCode: 200, body: JSON.stringify(frame) });

const errorFrame = (error: ChatError, requestId: string | undefined): ErrorFrame => ({
  type: 'error',
  ...(requestId !== undefined && { requestId }),
  code: error.code,
  detail: error.message,
  retryable: error.retryable,
  ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  ...(error.errors && { errors: [...error.errors] }),
});

const parseFrame = (body: string): unknown => {
  if (Buffer.byteLength(body) > maxFrameBytes) throw new TooLarge('cannot read the frame; it is larger than 32 KB');
  try {
    return JSON.parse(body);
  } catch {
    throw new Invalid([{ path: '', message: 'must be a JSON object' }], 'cannot read the frame; it is not JSON');
  }
};

const WithRequestId = z.object({ requestId: RequestId });

/**
 * A Lambda handler for frames: reads the frame, calls `answer`, and replies with its answer or an error frame, under
 * the frame's requestId where it could be read. An error never closes the connection.
 */
const frameHandler = (answer: (frame: unknown, event: WebSocketEvent) => Promise<object>) =>
  observed(async (event: WebSocketEvent) => {
    logger.setCorrelationId(event.requestContext.requestId);
    let requestId: string | undefined;
    try {
      const frame = parseFrame(event.body ?? '');
      requestId = WithRequestId.safeParse(frame).data?.requestId;
      return reply({ ...(await answer(frame, event)), ...(requestId !== undefined && { requestId }) });
    } catch (error) {
      return reply(errorFrame(toldError(error), requestId));
    }
  });

/** A Lambda handler for one action of the WebSocket API. */
export const websocketRoute = <Action extends WebSocketAction>(
  action: Action,
  answer: (request: ActionRequest<z.output<Action['frame']>>) => Promise<z.input<Action['answer']>>,
) =>
  frameHandler(
    async (frame, event) =>
      (await answer({
        frame: validate(action.frame, frame) as z.output<Action['frame']>,
        connection: connectionOf(event),
        correlationId: event.requestContext.requestId,
      })) as object,
  );

/** A Lambda handler for frames that name no action: always an error frame. */
export const unknownActionRoute = (known: readonly string[]) =>
  frameHandler(async () => {
    throw new Invalid(
      [{ path: 'action', message: `must be one of ${known.join(', ')}` }],
      'cannot read the frame; its action is not known',
    );
  });
