import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  NotAuthorizedException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { TenantId, UserId } from '../../../../functions/contract/identifiers.ts';
import { keys, userPartition } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext, anHttpEvent } from '../../../builders/lambda.ts';

// Cognito is no part that runs here by itself: the end-to-end tests have the local cloud's.
const cognito = mockClient(CognitoIdentityProviderClient);

let client: DynamoDBDocumentClient;
let chatTable: string;
type Handlers = Record<
  'register' | 'logIn' | 'me' | 'wsToken',
  (
    event: ReturnType<typeof anHttpEvent>,
  ) => Promise<{ status: number; body: Record<string, unknown>; headers: unknown }>
>;
let api: Handlers;
let addClaims: (userId: string, tenantId: string) => Promise<PreTokenGenerationV2TriggerEvent>;

beforeAll(async () => {
  ({ client, chatTable } = await aDeployment());
  const load = async (name: string) => {
    const { handler } = await import(`../../../../functions/http/${name}.ts`);
    return async (event: ReturnType<typeof anHttpEvent>) => {
      const { statusCode, body, headers } = await handler(event, aContext());
      return { status: statusCode, body: JSON.parse(body), headers };
    };
  };
  api = {
    register: await load('register-user'),
    logIn: await load('log-in'),
    me: await load('get-me'),
    wsToken: await load('create-ws-token'),
  };
  const trigger = await import('../../../../functions/identity/add-token-claims.ts');
  addClaims = (userName, tenantId) =>
    trigger.handler(
      { userName, request: { userAttributes: { 'custom:tenant_id': tenantId } }, response: {} } as never,
      aContext(),
    );
});

beforeEach(() => void cognito.reset());

const person = { email: 'ada@example.com', password: 'a good password', displayName: 'Ada' };
const register = (body: object) => api.register(anHttpEvent({ body }));

describe('registering', () => {
  it('keeps nothing of the person but in the identity provider when the address is taken meanwhile', async () => {
    const [first, second] = await Promise.all([register(person), register(person)]);
    expect([first.status, second.status].sort()).toEqual([201, 409]);
    const created = cognito.commandCalls(AdminCreateUserCommand).map(({ args }) => args[0].input.Username);
    const deleted = cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input.Username);
    const winner = [first, second].find(({ status }) => status === 201)?.body.userId;
    expect(created.filter((name) => !deleted.includes(name))).toEqual([winner]);
  });

  it('writes no profile when the identity provider refuses, and says so as retryable when it is busy', async () => {
    cognito.on(AdminCreateUserCommand).rejects(new TooManyRequestsException({ message: 'busy', $metadata: {} }));
    const body = { ...person, email: 'busy@example.com' };
    expect(await register(body)).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    cognito.reset();
    expect((await register(body)).status).toBe(201);
  });

  it('says nothing of the reason when something unknown goes wrong, but for the correlation id', async () => {
    cognito.on(AdminCreateUserCommand).rejects(new Error('secret detail'));
    const answer = await api.register(
      anHttpEvent({ body: { ...person, email: 'x@example.com' }, headers: { 'x-correlation-id': 'my-id' } }),
    );
    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL', correlationId: 'my-id' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('makes the tenant with its first person, who is its admin', async () => {
    const tenant = 'founded';
    const people = await Promise.all(
      [1, 2, 3].map((number) => register({ ...person, email: `${number}@founded.example`, tenant })),
    );
    expect(people.map(({ status }) => status)).toEqual([201, 201, 201]);
    const claims = await Promise.all(people.map(({ body }) => addClaims(String(body.userId), tenant)));
    const roles = claims.map(
      ({ response }) =>
        response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride as Record<string, string>,
    );
    expect(roles.map((claim) => claim.roles).sort()).toEqual(['', '', 'admin']);
    for (const claim of roles) expect(claim.tenant_id).toBe(tenant);
  });
});

describe('a registration whose transaction', () => {
  const timeout = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' });
  /** What becomes of the next transaction; once, and then all go on as ever. */
  const withTransaction = async <Result>(
    fate: (commit: () => Promise<unknown>) => Promise<unknown>,
    run: () => Promise<Result>,
  ) => {
    const { dynamoClient } = await import('../../../../functions/platform/clients.ts');
    const { middlewareStack } = dynamoClient();
    let isOver = false;
    middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          if (isOver || commandName !== 'TransactWriteItemsCommand') return next(call);
          isOver = true;
          return (await fate(() => next(call))) as Awaited<ReturnType<typeof next>>;
        },
      { name: 'fate', step: 'initialize', priority: 'high' },
    );
    try {
      return await run();
    } finally {
      middlewareStack.remove('fate');
    }
  };
  const created = () => String(cognito.commandCalls(AdminCreateUserCommand)[0]?.args[0].input.Username);
  const deleted = () => cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input.Username);
  const profileOf = async (userId: string) => {
    const Key = keys.profile('default' as TenantId, userId as UserId);
    return (await client.send(new GetCommand({ TableName: chatTable, Key, ConsistentRead: true }))).Item;
  };

  it('was committed and lost its answer has succeeded, and its account stays', async () => {
    const body = { ...person, email: 'committed@example.com' };
    const answer = await withTransaction(
      async (commit) => {
        await commit();
        throw timeout();
      },
      () => register(body),
    );
    expect(answer).toMatchObject({ status: 201, body: { userId: created() } });
    expect(deleted()).toEqual([]);
    expect(await profileOf(created())).toMatchObject({ email: body.email });
  });

  it('may still be under way keeps the account, and can be repeated', async () => {
    const body = { ...person, email: 'lost@example.com' };
    const answer = await withTransaction(
      () => Promise.reject(timeout()),
      () => register(body),
    );
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(deleted()).toEqual([]);
    expect((await register(body)).status).toBe(201);
  });

  it('is committed after nobody waited for it any more leaves somebody who can log in', async () => {
    const body = { ...person, email: 'late@example.com' };
    let commitLate = () => Promise.resolve() as Promise<unknown>;
    const lost = await withTransaction(
      (commit) => {
        commitLate = commit;
        return Promise.reject(timeout());
      },
      () => register(body),
    );
    expect(lost.status).toBe(503);
    await commitLate();
    expect(await register(body)).toMatchObject({ status: 409 });
    expect(deleted()).not.toContain(created());
    expect(await profileOf(created())).toBeDefined();
  });

  it('met another write takes its account back', async () => {
    const CancellationReasons = [{ Code: 'TransactionConflict' }];
    const answer = await withTransaction(
      () => Promise.reject(new TransactionCanceledException({ message: 'no', CancellationReasons, $metadata: {} })),
      () => register({ ...person, email: 'contended@example.com' }),
    );
    expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(deleted()).toEqual([created()]);
  });

  it('was refused says why although the account can not be taken back', async () => {
    cognito.on(AdminDeleteUserCommand).rejects(new Error('away'));
    const body = { ...person, username: 'the-same-one' };
    expect((await register({ ...body, email: 'one@example.com' })).status).toBe(201);
    expect(await register({ ...body, email: 'other@example.com' })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_EXISTS' },
    });
    expect(deleted()).toHaveLength(1);
  });
});

describe('token claims', () => {
  it('are refused to an account without a profile', async () => {
    await expect(addClaims('nobody', 'default')).rejects.toThrow('cannot find profile');
  });
});

describe('logging in', () => {
  const tokenWith = (claims: object) =>
    ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'sig'].join('.');

  it('opens a session that holds no token as it is', async () => {
    const { body } = await register({ ...person, email: 'session@example.com' });
    const accessToken = tokenWith({ origin_jti: 'session-1' });
    cognito.on(AdminInitiateAuthCommand).resolves({
      AuthenticationResult: { AccessToken: accessToken, RefreshToken: 'the provider token' },
    });
    const answer = await api.logIn(anHttpEvent({ body: { email: 'Session@Example.com ', password: 'x' } }));
    expect(answer).toMatchObject({ status: 200, body: { accessToken, expiresIn: 900, user: { id: body.userId } } });

    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
        ExpressionAttributeValues: {
          ':pk': userPartition('default' as TenantId, body.userId as UserId),
          ':sk': 'SESSION#',
        },
      }),
    );
    expect(Items).toHaveLength(1);
    expect(Items[0]).toMatchObject({ sessionId: 'session-1', deviceId: answer.body.deviceId, generation: 1 });
    const stored = JSON.stringify(Items[0]);
    for (const secret of [accessToken, answer.body.refreshToken, 'the provider token']) {
      expect(stored).not.toContain(secret);
    }
  });

  it('asks the identity provider for an unknown name too, so that the time tells nothing', async () => {
    cognito.on(AdminInitiateAuthCommand).rejects(new NotAuthorizedException({ message: 'no', $metadata: {} }));
    const answer = await api.logIn(anHttpEvent({ body: { username: 'nobody-here', password: 'x' } }));
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect(cognito.commandCalls(AdminInitiateAuthCommand)).toHaveLength(1);
  });
});

describe('a route that wants a caller', () => {
  it('finds no profile for a person who is gone', async () => {
    expect(await api.me(anHttpEvent({ caller: aCaller() }))).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  it('refuses a token that is no access token of ours, should the authorizer let one through', async () => {
    expect(await api.wsToken(anHttpEvent())).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });
});
