import { randomUUID } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  AdminUserGlobalSignOutCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayAuthorizerResult, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { SessionId, TenantId } from '../../../../functions/contract/identifiers.ts';
import type { LoggedIn } from '../../../../functions/contract/identity.ts';
import type { Session } from '../../../../functions/contract/sessions.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { sessionMs } from '../../../../functions/domain/sessions/sessions.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aUserPool, notAuthorized, sessionIn } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aProofKey, type ProofParts } from '../../../builders/dpop.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aContext, aHandshake } from '../../../builders/lambda.ts';

let cognito = aUserPool();
let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let offsetMs = 0;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
});

beforeEach(async () => {
  // Where the clock was set back, as of no function's.
  await client.send(new DeleteCommand({ TableName: liveTable, Key: keys.addressBucket('192.0.2.1', 'refresh') }));
  cognito.restore();
  cognito = aUserPool();
  offsetMs = 0;
  const realNow = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offsetMs);
});
afterEach(() => void jest.restoreAllMocks());

const tenantId = 'default' as TenantId;

/** A registered person's login on a device, and who asks with its access token. */
const aLogin = async (over: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
  const email = `${randomUUID()}@example.com`;
  const registered = await invokeHttp('register-user', {
    body: { email, password: 'a good password', displayName: 'Ada' },
  });
  expect(registered.status).toBe(201);
  return { email, ...(await aLoginOf(email, over, headers)) };
};
const aLoginOf = async (email: string, over: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
  const body = { email, password: 'x', deviceId: 'phone', ...over };
  const answer = await invokeHttp<LoggedIn>('log-in', { body, headers });
  expect(answer.status).toBe(200);
  const caller: Caller = {
    tenantId,
    userId: answer.body.user.id,
    sessionId: sessionIn(answer.body.accessToken) as SessionId,
  };
  return { ...answer.body, caller };
};

const refresh = (refreshToken: string, { deviceId = 'phone', key, dpop }: Record<string, string | undefined> = {}) =>
  invokeHttp<LoggedIn & { code?: string; detail?: string }>('refresh-session', {
    body: { refreshToken, deviceId },
    headers: { ...(key !== undefined && { 'idempotency-key': key }), ...(dpop !== undefined && { dpop }) },
  });
const refusal = { status: 401, body: { code: 'UNAUTHENTICATED' } };

const isOver = async ({ tenantId, userId, sessionId }: Caller): Promise<boolean> => {
  const [record, denial] = await Promise.all([
    client.send(new GetCommand({ TableName: chatTable, Key: keys.session(tenantId, userId, sessionId) })),
    client.send(new GetCommand({ TableName: liveTable, Key: keys.sessionDenial({ tenantId, userId, sessionId }) })),
  ]);
  // Both or none: they are written together.
  expect(record.Item === undefined).toBe(denial.Item !== undefined);
  return denial.Item !== undefined;
};

const sessionsOf = async (caller: Caller, query: Record<string, string> = {}) =>
  (await invokeHttp<{ items: Session[]; nextCursor: string | null }>('list-sessions', { caller, query })).body;

describe('a refresh', () => {
  it('gives out new tokens of the same session, and the next one takes the new token', async () => {
    const login = await aLogin();
    const first = await refresh(login.refreshToken);
    expect(first).toEqual({
      status: 200,
      body: {
        ...login,
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        caller: undefined,
        email: undefined,
      },
    });
    expect(sessionIn(first.body.accessToken)).toBe(login.caller.sessionId);
    expect(first.body.accessToken).not.toBe(login.accessToken);
    expect(first.body.refreshToken).not.toBe(login.refreshToken);
    expect((await refresh(first.body.refreshToken)).status).toBe(200);
    const flows = cognito.commandCalls(AdminInitiateAuthCommand).map(({ args }) => args[0].input.AuthFlow);
    expect(flows).toEqual(['ADMIN_USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN_AUTH']);
  });

  it('ends the session when a token is used again, for the one who refreshed first too', async () => {
    const login = await aLogin();
    const { body } = await refresh(login.refreshToken);
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
    expect(await refresh(body.refreshToken)).toMatchObject(refusal);
  });

  it('ends the session when a token of some refreshes ago is used, with whatever key', async () => {
    const login = await aLogin();
    const second = await refresh(login.refreshToken, { key: 'k1' });
    await refresh(second.body.refreshToken, { key: 'k2' });
    expect(await refresh(login.refreshToken, { key: 'k1' })).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
  });

  it('gets the same tokens again within 10 s under the same Idempotency-Key, and they work', async () => {
    const login = await aLogin();
    const first = await refresh(login.refreshToken, { key: 'k' });
    offsetMs = 9_000;
    expect(await refresh(login.refreshToken, { key: 'k' })).toEqual(first);
    expect((await refresh(first.body.refreshToken)).status).toBe(200);
  });

  it.each([
    ['after 10 s', { key: 'k' }, 11_000],
    ['under another Idempotency-Key', { key: 'other' }, 0],
    ['without an Idempotency-Key', {}, 0],
    ['from another device', { key: 'k', deviceId: 'laptop' }, 0],
  ])('is a replay %s, and ends the session', async (_when, again, laterMs) => {
    const login = await aLogin();
    expect((await refresh(login.refreshToken, { key: 'k' })).status).toBe(200);
    offsetMs = laterMs;
    expect(await refresh(login.refreshToken, again)).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
  });

  it("is refused to another device's id, and ends the session and Cognito's token", async () => {
    const login = await aLogin();
    expect(await refresh(login.refreshToken, { deviceId: 'laptop' })).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
    expect(cognito.commandCalls(RevokeTokenCommand).map(({ args }) => args[0].input.Token)).toEqual([
      `provider ${login.caller.sessionId}`,
    ]);
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
  });

  it('is refused for what is no token of a session that is there, and touches nothing', async () => {
    const login = await aLogin();
    const { userId, sessionId } = login.caller;
    const tokenOf = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const secret = 'x'.repeat(43);
    const bad = [
      'garbage',
      tokenOf('text'),
      tokenOf([tenantId, userId, sessionId]),
      tokenOf(['Not A Slug', userId, sessionId, secret]),
      tokenOf(['other', userId, sessionId, secret]),
      tokenOf([tenantId, userId, randomUUID(), secret]),
      login.accessToken,
    ];
    for (const token of bad) expect(await refresh(token)).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(false);
    expect((await refresh(login.refreshToken)).status).toBe(200);
  });

  it('is refused 7 days after the login, however often it was refreshed', async () => {
    const login = await aLogin();
    offsetMs = sessionMs - 60_000;
    const last = await refresh(login.refreshToken);
    expect(last.status).toBe(200);
    offsetMs = sessionMs;
    expect(await refresh(last.body.refreshToken)).toMatchObject(refusal);
  });

  it("ends the session when Cognito's own token is no longer good", async () => {
    const login = await aLogin();
    cognito.on(AdminInitiateAuthCommand).rejects(notAuthorized());
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
  });

  it('loses nothing when Cognito fails, nor when the function ends before its write', async () => {
    const login = await aLogin();
    cognito.on(AdminInitiateAuthCommand).rejects(Object.assign(new Error(), { name: 'TooManyRequestsException' }));
    expect((await refresh(login.refreshToken)).status).toBe(503);
    cognito.restore();
    cognito = aUserPool();
    const { SessionRepository } = await import('../../../../functions/platform/repositories/session-repository.ts');
    jest.spyOn(SessionRepository.prototype, 'rotate').mockRejectedValueOnce(new Error('the function ended'));
    expect((await refresh(login.refreshToken)).status).toBe(500);
    expect((await refresh(login.refreshToken)).status).toBe(200);
  });

  it('keeps no token as it is in either table', async () => {
    const login = await aLogin();
    const { body } = await refresh(login.refreshToken, { key: 'k' });
    const { tenantId, userId, sessionId } = login.caller;
    const { Item } = await client.send(
      new GetCommand({ TableName: chatTable, Key: keys.session(tenantId, userId, sessionId) }),
    );
    expect(Item).toMatchObject({ generation: 2, lastRefresh: { sealedTokens: expect.any(String) } });
    const stored = JSON.stringify(Item);
    for (const secret of [body.accessToken, body.refreshToken, login.refreshToken, `provider ${sessionId}`]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('names the fields that are missing or malformed', async () => {
    const answer = await invokeHttp('refresh-session', { body: { deviceId: 'no good', token: 'x' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const errors = answer.body.errors as { path: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual(['deviceId', 'refreshToken', 'token']);
  });
});

describe('two refreshes at once with the same token', () => {
  it('get the same tokens under the same Idempotency-Key, and the session lives', async () => {
    for (let round = 0; round < 5; round += 1) {
      const login = await aLogin();
      const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(login.refreshToken, { key: 'k' })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
      expect(new Set(answers.map(({ body }) => body.accessToken)).size).toBe(1);
      expect((await refresh(answers[0]?.body.refreshToken ?? '', { key: 'next' })).status).toBe(200);
    }
  });

  it('let at most one win without it, and end the session', async () => {
    for (let round = 0; round < 5; round += 1) {
      const login = await aLogin();
      const answers = await Promise.all([refresh(login.refreshToken), refresh(login.refreshToken)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect(await isOver(login.caller)).toBe(true);
    }
  });

  it('give out nothing of a session that is revoked meanwhile', async () => {
    const login = await aLogin();
    cognito.on(AdminInitiateAuthCommand).callsFake(async () => {
      await invokeHttp('log-out', { caller: login.caller });
      return { AuthenticationResult: { AccessToken: login.accessToken } };
    });
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
  });

  it('take a write whose answer was lost for what it is', async () => {
    const login = await aLogin();
    const { SessionRepository } = await import('../../../../functions/platform/repositories/session-repository.ts');
    const rotate = SessionRepository.prototype.rotate;
    // As the SDK sends a call again that timed out after it was done.
    jest.spyOn(SessionRepository.prototype, 'rotate').mockImplementationOnce(async function (
      this: typeof SessionRepository.prototype,
      ...args
    ) {
      await rotate.apply(this, args);
      return rotate.apply(this, args);
    });
    const answer = await refresh(login.refreshToken);
    expect(answer.status).toBe(200);
    expect((await refresh(answer.body.refreshToken)).status).toBe(200);
  });
});

describe('sessions', () => {
  it('are listed to their person in pages, the own one marked', async () => {
    const phone = await aLogin({ deviceName: "Ada's phone" });
    const laptop = await aLoginOf(phone.email, { deviceId: 'laptop' });
    await aLogin();
    const { items, nextCursor } = await sessionsOf(phone.caller);
    expect(nextCursor).toBeNull();
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const bySession = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(items).toEqual(
      [
        {
          id: phone.caller.sessionId,
          deviceId: 'phone',
          deviceName: "Ada's phone",
          createdAt: time,
          lastUsedAt: time,
          current: true,
        },
        {
          id: laptop.caller.sessionId,
          deviceId: 'laptop',
          deviceName: null,
          createdAt: time,
          lastUsedAt: time,
          current: false,
        },
      ].sort(bySession),
    );
    const first = await sessionsOf(phone.caller, { limit: '1' });
    const second = await sessionsOf(phone.caller, { limit: '1', cursor: String(first.nextCursor) });
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.nextCursor).toBeNull();
  });

  it('of one device are two when it logs in again, and neither ends', async () => {
    const first = await aLogin();
    const second = await aLoginOf(first.email);
    expect((await sessionsOf(second.caller)).items).toHaveLength(2);
    expect((await refresh(first.refreshToken)).status).toBe(200);
    expect((await refresh(second.refreshToken)).status).toBe(200);
  });

  it('are not listed once they are over', async () => {
    const login = await aLogin();
    offsetMs = sessionMs;
    expect((await sessionsOf(login.caller)).items).toEqual([]);
  });

  it('are ended one by one by their person', async () => {
    const phone = await aLogin();
    const laptop = await aLoginOf(phone.email, { deviceId: 'laptop' });
    const end = (sessionId: string) => invokeHttp('end-session', { caller: phone.caller, parameters: { sessionId } });
    expect((await end(laptop.caller.sessionId)).status).toBe(204);
    expect(await isOver(laptop.caller)).toBe(true);
    expect(await refresh(laptop.refreshToken, { deviceId: 'laptop' })).toMatchObject(refusal);
    expect(await end(laptop.caller.sessionId)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await sessionsOf(phone.caller)).items.map(({ id }) => id)).toEqual([phone.caller.sessionId]);
  });

  it("of another person or tenant can't be ended, nor told from what is not there", async () => {
    const ada = await aLogin();
    const others = [(await aLogin()).caller, { ...ada.caller, tenantId: 'other' as TenantId }];
    for (const caller of others) {
      const answer = await invokeHttp('end-session', { caller, parameters: { sessionId: ada.caller.sessionId } });
      expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect(await isOver(ada.caller)).toBe(false);
  });
});

describe('logging out', () => {
  it('ends this session and no other, with or without a body', async () => {
    for (const body of [undefined, {}, { allDevices: false }]) {
      const phone = await aLogin();
      const laptop = await aLoginOf(phone.email, { deviceId: 'laptop' });
      expect((await invokeHttp('log-out', { caller: phone.caller, body })).status).toBe(204);
      expect([await isOver(phone.caller), await isOver(laptop.caller)]).toEqual([true, false]);
    }
    expect(cognito.commandCalls(AdminUserGlobalSignOutCommand)).toEqual([]);
  });

  it("ends all sessions of the person on all devices, and Cognito's tokens, but nobody else's", async () => {
    const phone = await aLogin();
    const others = await Promise.all(['laptop', 'tablet', 'tv'].map((deviceId) => aLoginOf(phone.email, { deviceId })));
    const bob = await aLogin();
    expect((await invokeHttp('log-out', { caller: phone.caller, body: { allDevices: true } })).status).toBe(204);
    for (const { caller } of [phone, ...others]) expect(await isOver(caller)).toBe(true);
    expect(await isOver(bob.caller)).toBe(false);
    expect(cognito.commandCalls(AdminUserGlobalSignOutCommand).map(({ args }) => args[0].input.Username)).toEqual([
      phone.caller.userId,
    ]);
  });

  it('is done although Cognito does not answer', async () => {
    const login = await aLogin();
    cognito.on(AdminUserGlobalSignOutCommand).rejects(new Error('down'));
    expect((await invokeHttp('log-out', { caller: login.caller, body: { allDevices: true } })).status).toBe(204);
    expect(await isOver(login.caller)).toBe(true);
  });

  it('is not done when it could not be written, and says so', async () => {
    const login = await aLogin();
    const { SessionRepository } = await import('../../../../functions/platform/repositories/session-repository.ts');
    jest
      .spyOn(SessionRepository.prototype, 'revoke')
      .mockRejectedValueOnce(Object.assign(new Error(), { name: 'ThrottlingException' }));
    expect((await invokeHttp('log-out', { caller: login.caller })).status).toBe(503);
    expect(await isOver(login.caller)).toBe(false);
  });
});

describe('a session that has ended', () => {
  it('is refused by every route at once, by those too that it has called before', async () => {
    const login = await aLogin();
    expect((await invokeHttp('get-me', { caller: login.caller })).status).toBe(200);
    await invokeHttp('log-out', { caller: login.caller });
    expect(await invokeHttp('list-users', { caller: login.caller })).toMatchObject(refusal);
    expect(await invokeHttp('get-me', { caller: login.caller })).toMatchObject(refusal);
  });

  it('gets no WebSocket token, also from a function that has known it as good', async () => {
    const login = await aLogin();
    const wsToken = () => invokeHttp('create-ws-token', { caller: login.caller });
    expect((await wsToken()).status).toBe(200);
    await invokeHttp('log-out', { caller: login.caller });
    expect(await wsToken()).toMatchObject(refusal);
  });

  it('has the tickets refused that it was given, and the connections that they are making', async () => {
    const login = await aLogin();
    const { body } = await invokeHttp<{ token: string }>('create-ws-token', { caller: login.caller });
    const { handler: authorize } = await import('../../../../functions/websocket/authorize-connection.ts');
    const { handler: connect } = await import('../../../../functions/websocket/connect.ts');
    const handshake = aHandshake({ queryStringParameters: { token: body.token } });
    const decide = async () => {
      const { policyDocument, context } = (await authorize(
        handshake as never,
        aContext(),
      )) as APIGatewayAuthorizerResult;
      return { effect: policyDocument.Statement[0]?.Effect, context };
    };
    const { effect, context } = await decide();
    expect(effect).toBe('Allow');
    await invokeHttp('log-out', { caller: login.caller });
    const requestContext = { requestId: 'r', connectionId: 'late', connectedAt: Date.now(), authorizer: context };
    const connected = (await connect({ requestContext } as never, aContext())) as APIGatewayProxyStructuredResultV2;
    expect(connected.statusCode).toBe(401);
    const { Item = {} } = await client.send(
      new GetCommand({ TableName: liveTable, Key: keys.connections(tenantId, login.caller.userId) }),
    );
    expect(Object.keys(Item).filter((name) => name.startsWith('connection:'))).toEqual([]);
    expect((await decide()).effect).toBe('Deny');
  });
});

describe('a denial', () => {
  const deny = (key: object, over: object = {}) =>
    client.send(new PutCommand({ TableName: liveTable, Item: { ...key, ...over } }));

  it('of a person or a tenant holds for all their sessions, logins and refreshes', async () => {
    const login = await aLogin();
    const { tenantId, userId } = login.caller;
    await deny(keys.userDenial(tenantId, userId));
    expect(await invokeHttp('get-user', { caller: login.caller, parameters: { userId } })).toMatchObject(refusal);
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
    const again = await invokeHttp('log-in', { body: { email: login.email, password: 'x' } });
    expect(again).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect(await isOver(login.caller)).toBe(false);

    const caller = aCaller({ tenantId: 'suspended' as TenantId });
    await deny(keys.tenantDenial(caller.tenantId));
    expect(await invokeHttp('get-user', { caller, parameters: { userId } })).toMatchObject(refusal);
  });

  it('that has ended denies nothing, although the table has not forgotten it yet', async () => {
    const login = await aLogin();
    const { tenantId, userId } = login.caller;
    await deny(keys.userDenial(tenantId, userId), { expiresAtSeconds: Math.floor(Date.now() / 1000) - 1 });
    expect((await invokeHttp('get-user', { caller: login.caller, parameters: { userId } })).status).toBe(200);
  });
});

describe('a session that is bound to a key', () => {
  const base = 'https://app.example/api/v1/auth';
  type Key = Awaited<ReturnType<typeof aProofKey>>;
  let key: Key;

  beforeAll(async () => {
    key = await aProofKey();
  });

  const proof = (over: Partial<ProofParts> = {}, by: Key = key) => by.prove({ url: `${base}/refresh`, ...over });
  const aBoundLogin = async () => aLogin({}, { dpop: await key.prove({ url: `${base}/login` }) });

  it('is refreshed with a proof by that key', async () => {
    const login = await aBoundLogin();
    const first = await refresh(login.refreshToken, { dpop: await proof() });
    expect(first.status).toBe(200);
    expect((await refresh(first.body.refreshToken, { dpop: await proof() })).status).toBe(200);
  });

  it('is not refreshed without a proof, and stays', async () => {
    const login = await aBoundLogin();
    expect(await refresh(login.refreshToken)).toMatchObject(refusal);
    expect((await refresh(login.refreshToken, { dpop: await proof() })).status).toBe(200);
  });

  it('ends when the proof is by another key', async () => {
    const login = await aBoundLogin();
    expect(await refresh(login.refreshToken, { dpop: await proof({}, await aProofKey()) })).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(true);
  });

  it('takes no proof twice, at a login neither', async () => {
    const dpop = await key.prove({ url: `${base}/login` });
    const login = await aLogin({}, { dpop });
    const again = await invokeHttp('log-in', { body: { email: login.email, password: 'x' }, headers: { dpop } });
    expect(again).toMatchObject(refusal);
    const used = await proof();
    const first = await refresh(login.refreshToken, { dpop: used });
    expect(await refresh(first.body.refreshToken, { dpop: used })).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(false);
  });

  it('gets a lost answer again with a new proof', async () => {
    const login = await aBoundLogin();
    const first = await refresh(login.refreshToken, { key: 'k', dpop: await proof() });
    expect(await refresh(login.refreshToken, { key: 'k' })).toMatchObject(refusal);
    expect(await refresh(login.refreshToken, { key: 'k', dpop: await proof() })).toEqual(first);
  });

  it.each<[string, (key: Key) => Promise<string>]>([
    ['for another URL', () => proof({ url: 'https://evil.example/api/v1/auth/refresh' })],
    ['for another path', () => proof({ url: `${base}/login` })],
    ['for another method', () => proof({ method: 'GET' })],
    ['that is too old', () => proof({ claims: { iat: Math.floor(Date.now() / 1000) - 120 } })],
    ['of the future', () => proof({ claims: { iat: Math.floor(Date.now() / 1000) + 60 } })],
    ['without an id', () => proof({ claims: { jti: undefined as never } })],
    ['of another type', () => proof({ header: { typ: 'JWT' } })],
    ['whose header has another key than signed it', async () => proof({ header: { jwk: (await aProofKey()).jwk } })],
    ['by a key that is not P-256', async () => proof({}, (await aProofKey('ES384')) as Key)],
    ['without a key', () => proof({ header: { jwk: undefined } })],
    ['with a point that is on no curve', () => proof({ header: { jwk: { ...key.jwk, x: key.jwk.y } } })],
    ['that is none', async () => 'garbage'],
  ])('takes no proof %s, and stays', async (_what, make) => {
    const login = await aBoundLogin();
    expect(await refresh(login.refreshToken, { dpop: await make(key) })).toMatchObject(refusal);
    expect(await isOver(login.caller)).toBe(false);
  });

  it('takes the URL with a query, for it is compared without', async () => {
    const login = await aBoundLogin();
    expect((await refresh(login.refreshToken, { dpop: await proof({ url: `${base}/refresh?x=1#y` }) })).status).toBe(
      200,
    );
  });
});
