import { Socket } from 'node:net';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { aCaller, aUser } from '../../../../builders/chat.ts';
import { invokeHttp } from '../../../../builders/handlers.ts';
import { aContext, anHttpEvent } from '../../../../builders/lambda.ts';
import { logged } from '../../../../builders/logged.ts';

Object.assign(process.env, { AWS_REGION: 'us-east-1', CHAT_TABLE: 'chat', LIVE_TABLE: 'live', ORIGIN_SECRET: '' });

const dynamo = mockClient(DynamoDBDocumentClient);
const connects = jest.spyOn(Socket.prototype, 'connect');
const instantMs = Date.parse('2026-11-24T12:00:00.000Z');
let nowMs = instantMs;

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({ Item: aUser() });
  dynamo.on(BatchGetCommand).resolves({ Responses: { live: [] } });
  connects.mockClear();
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  // Later than anything that a test before has left remembered.
  nowMs += 3_600_000;
});

const reads = () => dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.live);

describe('a warm route that wants a caller', () => {
  it('asks nobody about the token, and the table about its caller at each request', async () => {
    const caller = aCaller();
    for (const requests of [1, 2, 3]) {
      expect((await invokeHttp('get-me', { caller })).status).toBe(200);
      expect(reads()).toHaveLength(requests);
    }
    expect(connects).not.toHaveBeenCalled();
  });

  it('asks for the session, the person and the tenant in one call, and for the tenant once for all its people', async () => {
    const [ada, bob] = [aCaller(), aCaller()];
    await invokeHttp('get-me', { caller: ada });
    await invokeHttp('get-me', { caller: bob });
    const denials = ({ tenantId, userId, sessionId }: typeof ada) => [
      { PK: `T#${tenantId}#U#${userId}`, SK: `DENIED#${sessionId}` },
      { PK: `T#${tenantId}#U#${userId}`, SK: 'DENIED' },
    ];
    expect(reads()).toEqual([
      { Keys: [...denials(ada), { PK: `T#${ada.tenantId}`, SK: 'DENIED' }], ConsistentRead: true },
      { Keys: denials(bob), ConsistentRead: true },
    ]);
  });

  it('answers nobody when it can not tell who is denied', async () => {
    dynamo.on(BatchGetCommand).rejects(Object.assign(new Error(), { name: 'ThrottlingException' }));
    expect(await invokeHttp('get-me', { caller: aCaller() })).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
    expect(dynamo.commandCalls(GetCommand)).toEqual([]);
  });
});

describe('a route whose time is about to end', () => {
  it('says that it may be asked for again, rather than nothing', async () => {
    jest.spyOn(Date, 'now').mockRestore();
    dynamo.on(GetCommand).callsFake(() => new Promise(() => {}));
    const { handler } = await import('../../../../../functions/http/get-me.ts');
    const event = anHttpEvent({ caller: aCaller(), headers: { 'x-correlation-id': 'c' } });
    const late = await handler(event, { ...aContext(), getRemainingTimeInMillis: () => 250 });
    expect([late.statusCode, JSON.parse(String(late.body))]).toEqual([
      503,
      expect.objectContaining({ code: 'UNAVAILABLE', correlationId: 'c' }),
    ]);
  });
});

describe('what is logged of a request that is refused', () => {
  it('says who asked, from where, in which request and why, and nothing of what they sent', async () => {
    const caller = aCaller();
    const parameters = { conversationId: 'not one of theirs' };
    const lines = await logged(async () => {
      const call = { caller, parameters, headers: { 'x-correlation-id': 'c' } };
      expect((await invokeHttp('get-conversation', call)).status).toBe(404);
      await invokeHttp('get-openapi-document', {});
      expect((await invokeHttp('get-me', {})).status).toBe(401);
    });
    const refused = {
      level: 'INFO',
      timestamp: expect.stringMatching(/^[0-9T:.-]+Z$/),
      message: 'request refused',
      requestId: expect.any(String),
      clientAddress: '192.0.2.1',
    };
    const { tenantId, userId } = caller;
    expect(lines).toMatchObject([
      { ...refused, code: 'NOT_FOUND', correlation_id: 'c', tenantId, userId },
      { ...refused, code: 'UNAUTHENTICATED' },
    ]);
    expect(lines[1]).not.toHaveProperty('userId');
    for (const secret of [parameters.conversationId, caller.sessionId]) {
      expect(JSON.stringify(lines)).not.toContain(secret);
    }
  });
});

describe('every answer', () => {
  it('has the type of what it is, is kept by nobody and runs nothing', async () => {
    const handlerOf = async (name: string) => (await import(`../../../../../functions/http/${name}.ts`)).handler;
    const answerOf = async (name: string, call: Parameters<typeof anHttpEvent>[0]) =>
      (await handlerOf(name))(anHttpEvent(call), aContext());
    const answers = [
      [await answerOf('get-me', { caller: aCaller() }), 'application/json'],
      [await answerOf('get-me', {}), 'application/problem+json'],
      [await answerOf('get-api-docs', {}), 'text/html; charset=utf-8'],
    ] as const;
    for (const [{ headers }, type] of answers) {
      expect(headers).toMatchObject({
        'content-type': type,
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
      });
    }
  });
});

describe('an open route', () => {
  it('asks for no denial', async () => {
    expect((await invokeHttp('get-openapi-document', {})).status).toBe(200);
    expect(reads()).toEqual([]);
  });
});
