import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { APIGatewayAuthorizerResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { issueWebSocketToken } from '../../../../functions/domain/connections/websocket-tickets.ts';
import { mostConnections } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { ConnectionRepository } from '../../../../functions/platform/repositories/connection-repository.ts';
import { TicketRepository } from '../../../../functions/platform/repositories/ticket-repository.ts';
import { aCaller, aConversationId, aSession, tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext, aHandshake, aWebSocketEvent } from '../../../builders/lambda.ts';
import { logged } from '../../../builders/logged.ts';

let client: DynamoDBDocumentClient;
let liveTable: string;
let connections: ConnectionRepository;
let tickets: TicketRepository;

beforeAll(async () => {
  ({ client, liveTable } = await aDeployment());
  connections = new ConnectionRepository(client, liveTable, systemClock);
  tickets = new TicketRepository(client, liveTable);
});

const load = async (name: string) => (await import(`../../../../functions/websocket/${name}.ts`)).handler;
const invoke = async (name: string, event: ReturnType<typeof aWebSocketEvent>) => {
  const answer = (await (await load(name))(event, aContext())) as APIGatewayProxyStructuredResultV2;
  return { ...answer, frame: answer.body ? JSON.parse(answer.body) : undefined };
};
const tokenFor = async (caller: Caller, clock = systemClock) =>
  (await issueWebSocketToken({ tickets, sessions: { find: async () => aSession(caller) }, clock }, caller)).token;
const connectionIdsOf = async ({ userId }: Caller) =>
  (await connections.ofUsers(tenantId, [userId])).map(({ connectionId }) => connectionId).sort();

describe('the authorizer', () => {
  const authorize = async (event: { headers?: object; queryStringParameters?: object }) => {
    const handler = await load('authorize-connection');
    const answer = (await handler(aHandshake(event), aContext())) as APIGatewayAuthorizerResult;
    return { effect: answer.policyDocument.Statement[0]?.Effect, context: answer.context };
  };

  it('lets a good token in by query and by sub-protocol, and passes on who it is', async () => {
    const caller = aCaller();
    const token = await tokenFor(caller);
    const expiresAtMs = expect.stringMatching(/^\d+$/);
    const context = { ...caller, expiresAtMs, batch: 'false', ip: '192.0.2.1', userAgent: '' };
    expect(await authorize({ queryStringParameters: { token } })).toEqual({ effect: 'Allow', context });
    const headers = { 'Sec-WebSocket-Protocol': `chemchat.v1, ${token}`, 'User-Agent': 'a test' };
    expect(await authorize({ headers })).toEqual({ effect: 'Allow', context: { ...context, userAgent: 'a test' } });
  });

  it('denies everything else with a policy, never with an error', async () => {
    const caller = aCaller();
    const token = await tokenFor(caller);
    const expired = await tokenFor(caller, { nowMs: () => Date.now() - 3_600_000 });
    const elsewhere = token.replace(/^[^.]+/, 'other');
    for (const bad of ['', 'bad', '.bad', `UPPER.${token}`, elsewhere, expired, `${token}x`]) {
      expect(await authorize({ queryStringParameters: { token: bad } })).toEqual({ effect: 'Deny' });
    }
    expect(await authorize({ headers: { 'sec-websocket-protocol': token } })).toEqual({ effect: 'Deny' });
    expect(await authorize({})).toEqual({ effect: 'Deny' });
  });

  it('logs whence and why a handshake was refused, and not with which token', async () => {
    const token = `${tenantId}.a guess`;
    const lines = await logged(() => authorize({ queryStringParameters: { token } }));
    expect(lines).toMatchObject([
      {
        message: 'handshake refused',
        requestId: 'a handshake',
        clientAddress: '192.0.2.1',
        reason: expect.any(String),
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('a guess');
  });

  it('denies a page of an origin that is not on the list, and takes one that is', async () => {
    const queryStringParameters = { token: await tokenFor(aCaller()) };
    const from = (origin: string) => authorize({ queryStringParameters, headers: { Origin: origin } });
    expect(await from('https://evil.example')).toMatchObject({ effect: 'Deny' });
    expect(await from('https://app.example.evil.example')).toMatchObject({ effect: 'Deny' });
    expect(await from('https://app.example')).toMatchObject({ effect: 'Allow' });
  });
});

describe('a connection', () => {
  it('stays known whatever frame names what API Gateway tells by itself', async () => {
    const caller = aCaller();
    await invoke('connect', aWebSocketEvent({ caller, connectionId: 'phone' }));
    for (const name of ['disconnect', 'connect']) {
      const { frame } = await invoke(
        name,
        aWebSocketEvent({ caller, connectionId: 'phone', body: { action: `$${name}`, requestId: 'r' } }),
      );
      expect(frame).toMatchObject({ type: 'error', requestId: 'r', errors: [{ path: 'action' }] });
    }
    expect(await connectionIdsOf(caller)).toEqual(['phone']);
  });

  it('is known from connect to disconnect, beside others of the same person', async () => {
    const caller = aCaller();
    await invoke('connect', aWebSocketEvent({ caller, connectionId: 'phone' }));
    await invoke('connect', aWebSocketEvent({ caller, connectionId: 'laptop' }));
    expect(await connectionIdsOf(caller)).toEqual(['laptop', 'phone']);
    await invoke('disconnect', aWebSocketEvent({ caller, connectionId: 'phone' }));
    await invoke('disconnect', aWebSocketEvent({ caller, connectionId: 'phone' }));
    expect(await connectionIdsOf(caller)).toEqual(['laptop']);
  });

  it('has the sub-protocol that it offered echoed, and no other', async () => {
    const connect = (headers: Record<string, string>) =>
      invoke('connect', aWebSocketEvent({ caller: aCaller(), headers }));
    expect(await connect({ 'Sec-WebSocket-Protocol': 'chemchat.v1, token' })).toMatchObject({
      statusCode: 200,
      headers: { 'Sec-WebSocket-Protocol': 'chemchat.v1' },
    });
    expect((await connect({})).headers).toBeUndefined();
  });

  it('that ended without a word is no receiver, and is forgotten when its person comes back', async () => {
    const caller = aCaller();
    const longAgoMs = Date.now() - 3_600_000;
    await invoke('connect', aWebSocketEvent({ caller, connectionId: 'lost', expiresAtMs: longAgoMs }));
    expect(await connectionIdsOf(caller)).toEqual([]);
    await invoke('connect', aWebSocketEvent({ caller, connectionId: 'new' }));
    const { Item } = await client.send(
      new GetCommand({ TableName: liveTable, Key: keys.connections(tenantId, caller.userId) }),
    );
    expect(Object.keys(Item ?? {}).filter((name) => name.startsWith('connection:'))).toEqual(['connection:new']);
  });
});

describe('a person with as many connections as there may be', () => {
  const connect = (caller: Caller, connectionId: string, expiresAtMs?: number) =>
    invoke('connect', aWebSocketEvent({ caller, connectionId, ...(expiresAtMs !== undefined && { expiresAtMs }) }));
  const devices = Array.from({ length: mostConnections }, (_none, index) => `device-${index}`);

  it('is refused one more, which nobody posts to, until one goes', async () => {
    const caller = aCaller();
    await Promise.all(devices.map((device) => connect(caller, device)));
    expect(await connect(caller, 'one more')).toMatchObject({ statusCode: 429 });
    expect(await connectionIdsOf(caller)).toEqual([...devices].sort());
    // Its handshake failed, but API Gateway may say that it goes.
    await invoke('disconnect', aWebSocketEvent({ caller, connectionId: 'one more' }));
    expect(await connect(caller, 'one more')).toMatchObject({ statusCode: 429 });

    await invoke('disconnect', aWebSocketEvent({ caller, connectionId: 'device-7' }));
    expect(await connect(caller, 'one more')).toMatchObject({ statusCode: 200 });
    expect(await connect(caller, 'yet another')).toMatchObject({ statusCode: 429 });
    expect(await connect(aCaller(), 'one more')).toMatchObject({ statusCode: 200 });
  });

  it('has no more of them where all come at once', async () => {
    const caller = aCaller();
    const ids = Array.from({ length: mostConnections + 8 }, (_none, index) => `c-${index}`);
    const answers = await Promise.all(ids.map((id) => connect(caller, id)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(mostConnections);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(8);
    expect(await connectionIdsOf(caller)).toHaveLength(mostConnections);
  });

  it('is not locked out by those whose lease has ended, and renews those that live', async () => {
    const caller = aCaller();
    const [living, ...ended] = devices as [string, ...string[]];
    await connect(caller, living);
    await Promise.all(ended.map((device) => connect(caller, device, Date.now() - 1)));
    expect(await connect(caller, 'one more')).toMatchObject({ statusCode: 200 });
    expect(await connectionIdsOf(caller)).toEqual([living, 'one more'].sort());
    expect(await connect(caller, living)).toMatchObject({ statusCode: 200 });
    expect(await connectionIdsOf(caller)).toEqual([living, 'one more'].sort());
  });
});

describe('authenticate', () => {
  const renew = (caller: Caller, token: string, expiresAtMs?: number) =>
    invoke(
      'authenticate',
      aWebSocketEvent({
        caller,
        body: { action: 'authenticate', requestId: 'r', token },
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      }),
    );

  it('lets a connection go on past its first token', async () => {
    const caller = aCaller();
    const ended = Date.now() - 1;
    const sendOn = () =>
      invoke(
        'message-send',
        aWebSocketEvent({
          caller,
          expiresAtMs: ended,
          body: { action: 'message.send', conversationId: aConversationId(), content: 'x', clientMessageId: 'k' },
        }),
      );
    expect((await sendOn()).frame).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED' });
    expect((await renew(caller, await tokenFor(caller), ended)).frame).toEqual({
      type: 'authenticated',
      requestId: 'r',
      userId: caller.userId,
    });
    expect((await sendOn()).frame).toMatchObject({ type: 'error', code: 'NOT_FOUND' });
  });

  it('keeps what the device said of its person', async () => {
    const caller = aCaller();
    await invoke('connect', aWebSocketEvent({ caller }));
    await invoke('presence-set', aWebSocketEvent({ caller, body: { action: 'presence.set', status: 'away' } }));
    await renew(caller, await tokenFor(caller));
    expect(await connections.ofUsers(tenantId, [caller.userId])).toMatchObject([
      { connectionId: 'c-1', status: 'away' },
    ]);
  });

  it('brings no forgotten connection back above as many as there may be', async () => {
    const caller = aCaller();
    const ids = Array.from({ length: mostConnections }, (_none, index) => `device-${index}`);
    await Promise.all(ids.map((connectionId) => invoke('connect', aWebSocketEvent({ caller, connectionId }))));
    expect((await renew(caller, await tokenFor(caller))).frame).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await invoke('disconnect', aWebSocketEvent({ caller, connectionId: 'device-0' }));
    expect((await renew(caller, await tokenFor(caller))).frame).toMatchObject({ type: 'authenticated' });
  });

  it('takes no token of another session, person or tenant', async () => {
    const caller = aCaller();
    const others = [aCaller(), aCaller({ userId: caller.userId }), { ...caller, tenantId: 'other' as typeof tenantId }];
    for (const other of others) {
      expect((await renew(caller, await tokenFor(other))).frame).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect((await renew(caller, 'bad')).frame).toMatchObject({ code: 'UNAUTHENTICATED', requestId: 'r' });
  });
});

describe('frames', () => {
  const frame = (name: string, body: unknown) => invoke(name, aWebSocketEvent({ caller: aCaller(), body }));

  it('are answered under their requestId, or without where it could not be read', async () => {
    expect((await frame('ping', { action: 'ping', requestId: 'r' })).frame).toEqual({ type: 'pong', requestId: 'r' });
    expect((await frame('ping', { action: 'ping' })).frame).toEqual({ type: 'pong' });
    expect((await frame('unknown-action', '{"action"')).frame).toMatchObject({ type: 'error', retryable: false });
    expect((await frame('unknown-action', { action: 'fly', requestId: 'r' })).frame).toMatchObject({
      requestId: 'r',
      code: 'VALIDATION_FAILED',
    });
  });

  it('above 32 KB are refused as too large', async () => {
    const body = { action: 'ping', requestId: 'x'.repeat(33 * 1024) };
    expect((await frame('ping', body)).frame).toMatchObject({ type: 'error', code: 'TOO_LARGE' });
  });
});
