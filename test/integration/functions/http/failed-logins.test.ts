import { randomUUID } from 'node:crypto';
import { AdminInitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { loginRules } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aUserPool, notAuthorized } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext, anHttpEvent } from '../../../builders/lambda.ts';

const { free } = loginRules.login;
const right = 'a good password';
// Knows one password; how long it takes to say so is the test's to set.
const cognito = aUserPool();
let beforeAnswer: (password: string) => Promise<void>;

let deployment: Awaited<ReturnType<typeof aDeployment>>;
let handler: (
  event: ReturnType<typeof anHttpEvent>,
  context: ReturnType<typeof aContext>,
) => Promise<APIGatewayProxyStructuredResultV2>;
let register: typeof handler;

beforeAll(async () => {
  deployment = await aDeployment();
  ({ handler } = await import('../../../../functions/http/log-in.ts'));
  ({ handler: register } = await import('../../../../functions/http/register-user.ts'));
});

beforeEach(() => {
  beforeAnswer = async () => undefined;
  cognito.resetHistory();
  const answer = cognito.on(AdminInitiateAuthCommand);
  answer.callsFake(async ({ AuthParameters }) => {
    await beforeAnswer(AuthParameters.PASSWORD);
    if (AuthParameters.PASSWORD !== right) throw notAuthorized();
    const claims = { origin_jti: randomUUID(), jti: randomUUID() };
    const AccessToken = ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'sig'].join('.');
    return { AuthenticationResult: { AccessToken, RefreshToken: 'provider' } };
  });
});

const logIn = async (email: string, password: string, address: string = randomUUID()) => {
  const event = anHttpEvent({ body: { email, password } });
  event.requestContext.http.sourceIp = address;
  const { statusCode, headers, body } = await handler(event, aContext());
  return { status: statusCode, headers: headers ?? {}, body: JSON.parse(String(body)) };
};
const statusOf = async (email: string, password: string, address?: string) =>
  (await logIn(email, password, address)).status;

const aRegistered = async () => {
  const email = `ada-${randomUUID()}@example.com`;
  await register(anHttpEvent({ body: { email, password: right, displayName: 'Ada' } }), aContext());
  return email;
};
const keyOf = (email: string) => keys.loginFailures({ kind: 'email', value: email });
const itemOf = async (email: string) =>
  (await deployment.client.send(new GetCommand({ TableName: deployment.liveTable, Key: keyOf(email) }))).Item;
/** As if so much time had gone by. */
const age = async (email: string, ms: number) => {
  const { lastMs, sinceMs } = (await itemOf(email)) as { lastMs: number; sinceMs: number };
  await deployment.client.send(
    new UpdateCommand({
      TableName: deployment.liveTable,
      Key: keyOf(email),
      UpdateExpression: 'SET lastMs = :last, sinceMs = :since',
      ExpressionAttributeValues: { ':last': lastMs - ms, ':since': sinceMs - ms },
    }),
  );
};
const fail = async (email: string, times: number) => {
  for (let time = 0; time < times; time += 1) expect(await statusOf(email, 'wrong')).toBe(401);
};

describe('failed logins under a name', () => {
  it('are refused after the free ones, without asking the provider, with the right password too', async () => {
    const email = await aRegistered();
    await fail(email, free);
    cognito.resetHistory();
    const refused = await logIn(email, right);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(refused.headers['ratelimit-policy']).toBe(`"failed-login";q=${free};w=900`);
    expect(refused.headers.ratelimit).toBe(`"failed-login";r=0;t=${seconds}`);
    expect(cognito.commandCalls(AdminInitiateAuthCommand)).toHaveLength(0);
    expect(await statusOf(await aRegistered(), right)).toBe(200);
  });

  it('count for a name that nobody has as for one that somebody has', async () => {
    const nobody = `nobody-${randomUUID()}@example.com`;
    await fail(nobody, free);
    const somebody = await aRegistered();
    await fail(somebody, free);
    const [one, other] = [await logIn(nobody, 'wrong'), await logIn(somebody, 'wrong')];
    expect(one).toMatchObject({ status: 429, body: { detail: other.body.detail } });
    expect(other.status).toBe(429);
  });

  it('put each next attempt off for longer, and refused attempts put off nothing', async () => {
    const email = await aRegistered();
    await fail(email, free);
    for (const delayMs of [...loginRules.login.delaysMs, 30_000]) {
      expect(await statusOf(email, 'wrong')).toBe(429);
      await age(email, delayMs - 5_000);
      expect(await statusOf(email, right)).toBe(429);
      await age(email, 5_000);
      await fail(email, 1);
    }
  });

  it('are forgotten at a success, and at the end of their window', async () => {
    const email = await aRegistered();
    await fail(email, free - 1);
    expect(await statusOf(email, right)).toBe(200);
    expect(await itemOf(email)).toBeUndefined();
    await fail(email, free);
    await age(email, loginRules.login.windowMs);
    await fail(email, free);
    expect(await statusOf(email, right)).toBe(429);
  });

  it('are told as wrong no more often than the free ones when there are 30 at once', async () => {
    const email = await aRegistered();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => statusOf(email, 'wrong')));
    expect(statuses.filter((status) => status === 401)).toHaveLength(free);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30 - free);
    expect(await itemOf(email)).toMatchObject({ count: free });
  });

  it('keep out the right password among many at once that comes after the free ones', async () => {
    const email = await aRegistered();
    let letIn: () => void = () => undefined;
    const others = new Promise<void>((done) => {
      letIn = done;
    });
    beforeAnswer = (password) => (password === right ? others : Promise.resolve());
    const among = statusOf(email, right);
    await Promise.all(Array.from({ length: 20 }, () => statusOf(email, 'wrong')));
    letIn();
    expect(await among).toBe(429);
  });

  it('refuse nobody where all of many at once are right, and a login writes nothing of it', async () => {
    const email = await aRegistered();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => statusOf(email, right)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(await itemOf(email)).toBeUndefined();
  });

  it('keep neither the name nor the password', async () => {
    const email = await aRegistered();
    await fail(email, 1);
    const { Items } = await deployment.client.send(new ScanCommand({ TableName: deployment.liveTable }));
    expect(JSON.stringify(Items)).not.toContain(email);
  });
});

describe('failed logins from an address', () => {
  it('under many names are refused in the end, there alone, and not forgotten at a success', async () => {
    const address = '2001:db8:7:7::1';
    const email = await aRegistered();
    await statusOf(`somebody-${randomUUID()}`, 'wrong', address);
    await deployment.client.send(
      new UpdateCommand({
        TableName: deployment.liveTable,
        Key: keys.addressFailures('2001:db8:7:7::/64'),
        UpdateExpression: 'SET #count = :count',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':count': loginRules.address.free - 1 },
      }),
    );
    expect(await statusOf(email, right, address)).toBe(200);
    expect(await statusOf(`somebody-${randomUUID()}`, 'wrong', address)).toBe(401);
    expect(await logIn(email, right, '2001:db8:7:7:ffff::2')).toMatchObject({ status: 429 });
    expect(await statusOf(email, right)).toBe(200);
  });
});
