import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { bucketRules } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aConnectedDeployment } from '../../../builders/connections-api.ts';
import { aContext, aWebSocketEvent } from '../../../builders/lambda.ts';

let deployment: Awaited<ReturnType<typeof aConnectedDeployment>>;

beforeAll(async () => {
  deployment = await aConnectedDeployment();
});
afterAll(() => deployment.api.close());

/** As after a flood: the bucket of the device gets its next token in a minute. */
const drain = async (session: Caller) => {
  const { capacity, refillMs } = bucketRules.frames;
  const fullAtMs = Date.now() + 60_000 + (capacity - 1) * refillMs;
  const Item = { ...keys.sessionBucket(session, 'frames'), fullAtMs };
  await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item }));
};

/** So many that one of them is counted, but for one run in 10^9. */
const many = 200;
const send = async (caller: Caller, connectionId: string, action: string, body: unknown) => {
  const { handler } = await import(`../../../../functions/websocket/${action}.ts`);
  const answers = await Promise.all(
    Array.from({ length: many }, () => handler(aWebSocketEvent({ caller, connectionId, body }), aContext())),
  );
  return answers.map((answer) => JSON.parse(answer.body).type);
};

describe('a connection whose device floods', () => {
  it('is told why and closed, and each of its frames is answered', async () => {
    const [caller, connectionId] = [aCaller(), randomUUID()];
    await drain(caller);
    expect(new Set(await send(caller, connectionId, 'ping', { action: 'ping' }))).toEqual(new Set(['pong']));
    expect(deployment.api.methodsOn(connectionId)).toContain('DELETE');
    expect(deployment.api.framesTo(connectionId)[0]).toMatchObject({
      type: 'error',
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
  });

  it('is closed for frames that can not be read, too', async () => {
    const [caller, connectionId] = [aCaller(), randomUUID()];
    await drain(caller);
    expect(new Set(await send(caller, connectionId, 'unknown-action', '{'))).toEqual(new Set(['error']));
    expect(deployment.api.methodsOn(connectionId)).toContain('DELETE');
  });

  it('leaves the other devices of its person alone', async () => {
    const [caller, connectionId] = [aCaller(), randomUUID()];
    await drain(caller);
    await send({ ...caller, sessionId: aCaller().sessionId }, connectionId, 'ping', { action: 'ping' });
    expect(deployment.api.methodsOn(connectionId)).toEqual([]);
  });
});
