import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { aContext, anHttpEvent, aWebSocketEvent } from './lambda.ts';

/** Runs an HTTP handler in this process; call aDeployment first. */
export const invokeHttp = async <Body = Record<string, unknown>>(
  name: string,
  call: Parameters<typeof anHttpEvent>[0],
): Promise<{ status: number | undefined; body: Body }> => {
  const { handler } = await import(`../../functions/http/${name}.ts`);
  const { statusCode, body } = (await handler(anHttpEvent(call), aContext())) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, body: body ? JSON.parse(body) : undefined };
};

/** Sends a frame to its handler in this process, and gives the frame that answers it. */
export const invokeAction = async (
  caller: Parameters<typeof aWebSocketEvent>[0]['caller'],
  action: string,
  fields: Record<string, unknown> = {},
): Promise<Record<string, unknown>> => {
  const { handler } = await import(`../../functions/websocket/${action.replace('.', '-')}.ts`);
  const body = { action, requestId: 'r', ...fields };
  return JSON.parse((await handler(aWebSocketEvent({ caller, body }), aContext())).body);
};
