import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { maxFrameBytes, type WebSocketAction, websocketActions } from '../../contract/websocket-actions.ts';
import type { Connection } from '../../domain/connections/connections.ts';
import { Invalid, TooLarge } from '../../domain/errors.ts';
import type { RequestOrigin } from '../../domain/request-origin.ts';
import { logger } from '../observability.ts';
import { withinTenant } from '../tenant-fence.ts';
import { errorFrame } from './error-frame.ts';
import { toldError } from './errors.ts';
import { floodWatch } from './flood-watch.ts';
import { observed } from './observed.ts';
import { answerBySchema } from './validate.ts';
import { connectionOf, originOf, type WebSocketEvent } from './websocket-event.ts';

/** What an action's function gets. */
export interface ActionRequest<Frame> {
  readonly frame: Frame;
  readonly connection: Connection;
  readonly correlationId: string;
  readonly origin: RequestOrigin;
}

/** A route's reply is sent back to the connection. */
const reply = (frame: object): APIGatewayProxyStructuredResultV2 => ({ statusCode: 200, body: JSON.stringify(frame) });

const parseFrame = (body: string): unknown => {
  if (Buffer.byteLength(body) > maxFrameBytes) throw new TooLarge('cannot read the frame; it is larger than 32 KB');
  try {
    return JSON.parse(body);
  } catch {
    throw new Invalid([{ path: '', message: 'must be a JSON object' }], 'cannot read the frame; it is not JSON');
  }
};

type Answer = (frame: unknown, event: WebSocketEvent, connection: Connection) => Promise<object>;

/** One that breaks the rules comes back too, with the error that says so. */
const WithRequestId = z.object({ requestId: z.string() });

/**
 * Reads a frame, calls `answer`, and gives its answer or an error frame, under the frame's requestId where it could be
 * read. An error never closes the connection.
 */
const answerFrame = async (event: WebSocketEvent, connection: Connection, answer: Answer): Promise<object> => {
  let requestId: string | undefined;
  try {
    const frame = parseFrame(event.body ?? '');
    requestId = WithRequestId.safeParse(frame).data?.requestId;
    return { ...(await answer(frame, event, connection)), ...(requestId !== undefined && { requestId }) };
  } catch (error) {
    return errorFrame(toldError(error), requestId);
  }
};

/** A Lambda handler for frames, those that can't be read too: it answers them, and watches for who sends too many. */
const frameHandler = (answer: Answer) => {
  const watch = floodWatch();
  return observed(async (event: WebSocketEvent) => {
    logger.setCorrelationId(event.requestContext.requestId);
    const connection = connectionOf(event);
    const { connectionId, tenantId, userId } = connection;
    logger.appendKeys({ connectionId, tenantId, userId });
    return withinTenant(tenantId, async () => {
      const [frame] = await Promise.all([answerFrame(event, connection, answer), watch(connection)]);
      return reply(frame);
    });
  });
};

/** Answers a frame that breaks the rules, where there is an answer; undefined: it is refused. */
export type AnswerInvalid<Action extends WebSocketAction> = (
  request: Omit<ActionRequest<never>, 'frame'>,
  said: unknown,
) => Promise<z.input<Action['answer']> | undefined>;

/** A Lambda handler for one action of the WebSocket API. */
export const websocketRoute = <Action extends WebSocketAction>(
  action: Action,
  answer: (request: ActionRequest<z.output<Action['frame']>>) => Promise<z.input<Action['answer']>>,
  answerInvalid?: AnswerInvalid<Action>,
) =>
  frameHandler(async (said, event, connection) => {
    const request = { connection, correlationId: event.requestContext.requestId, origin: originOf(event) };
    return answerBySchema<z.ZodType, z.input<Action['answer']>>(said, {
      schema: action.frame,
      answer: (frame) => answer({ ...request, frame: frame as z.output<Action['frame']> }),
      answerInvalid: answerInvalid && ((invalid) => answerInvalid(request, invalid)),
    }) as Promise<object>;
  });

const refuseUnknownAction: Answer = async () => {
  throw new Invalid(
    [{ path: 'action', message: `must be one of ${Object.keys(websocketActions).join(', ')}` }],
    'cannot read the frame; its action is not known',
  );
};

/** A Lambda handler for frames that name no action: always an error frame. */
export const unknownActionRoute = () => frameHandler(refuseUnknownAction);

/**
 * A Lambda handler for what API Gateway tells of a connection by itself. A frame may name such a route as its action:
 * it is refused as any that is not known, or a client could have its connection forgotten that is still there, and be
 * passed over when its session ends.
 */
export const lifecycleRoute = (
  handle: (connection: Connection, event: WebSocketEvent) => Promise<APIGatewayProxyStructuredResultV2>,
) =>
  observed(async (event: WebSocketEvent) => {
    const connection = connectionOf(event);
    return withinTenant(connection.tenantId, async () =>
      event.requestContext.eventType === 'MESSAGE'
        ? reply(await answerFrame(event, connection, refuseUnknownAction))
        : handle(connection, event),
    );
  });
