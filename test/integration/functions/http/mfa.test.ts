import { randomUUID } from 'node:crypto';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { TenantId, UserId } from '../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { loginRules } from '../../../../functions/domain/limits/limits.ts';
import { triesOfChallenge } from '../../../../functions/domain/mfa/login-challenges.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { anAuthenticator, aStepWithTime } from '../../../builders/authenticator.ts';
import { aUserPool, notAuthorized } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext, anHttpEvent } from '../../../builders/lambda.ts';

const tenantId = 'default' as TenantId;
const cognito = aUserPool();
const kms = mockClient(KMSClient);
/** How long it takes to open a secret is the test's to set. */
let beforeOpened: () => Promise<unknown>;
let deployment: Awaited<ReturnType<typeof aDeployment>>;

beforeAll(async () => {
  deployment = await aDeployment();
});
beforeEach(async () => {
  await aStepWithTime();
  kms.reset();
  // Opens what it sealed in the same context alone.
  kms.on(EncryptCommand).callsFake(({ Plaintext, EncryptionContext }) => ({
    CiphertextBlob: Buffer.from(JSON.stringify([Buffer.from(Plaintext).toString('hex'), EncryptionContext])),
  }));
  beforeOpened = async () => undefined;
  kms.on(DecryptCommand).callsFake(async ({ CiphertextBlob, EncryptionContext }) => {
    await beforeOpened();
    const [hex, context] = JSON.parse(Buffer.from(CiphertextBlob).toString());
    if (JSON.stringify(context) !== JSON.stringify(EncryptionContext)) throw new Error('another context');
    return { Plaintext: Buffer.from(hex, 'hex') };
  });
  cognito.on(GetUserCommand).resolves({});
});

const post = async (name: string, body: object | undefined, call: { caller?: Caller; token?: string } = {}) => {
  const { handler } = await import(`../../../../functions/http/${name}.ts`);
  const headers = call.token === undefined ? {} : { authorization: `Bearer ${call.token}` };
  const event = anHttpEvent({ headers, ...(body && { body }), ...(call.caller && { caller: call.caller }) });
  const {
    statusCode,
    body: text,
    headers: told,
  } = (await handler(event, aContext())) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, body: text ? JSON.parse(text) : undefined, headers: told ?? {} };
};
const password = 'a good password';
const aRegistered = async () => {
  const email = `ada-${randomUUID()}@example.com`;
  const { body } = await post('register-user', { email, password, displayName: 'Ada' });
  const caller: Caller = { tenantId, userId: body.userId as UserId, sessionId: randomUUID() as never };
  return { email, caller, token: tokenOf(caller) };
};
const tokenOf = ({ userId, sessionId }: Caller, over: object = {}) => {
  const claims = {
    ...{ tenant_id: tenantId, username: userId, origin_jti: sessionId, token_use: 'access' },
    ...{ client_id: 'client', iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool', ...over },
  };
  return ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'c2ln'].join('.');
};
/** Somebody whose MFA is on, by the code of the step before the present one. */
const withMfa = async () => {
  const person = await aRegistered();
  const { body } = await post('enable-mfa', undefined, person);
  const app = anAuthenticator(body.secret);
  const verified = await post('verify-mfa', { code: app.code(-1) }, { token: person.token });
  expect(verified).toMatchObject({ status: 200, body: { mfaEnabled: true } });
  return { ...person, app, secret: body.secret as string, recoveryCodes: verified.body.recoveryCodes as string[] };
};
type WithMfa = Awaited<ReturnType<typeof withMfa>>;
const logIn = (email: string, more: object = {}) => post('log-in', { email, password, ...more });
const challenged = async ({ email }: Pick<WithMfa, 'email'>, more: object = {}) => {
  const { body } = await logIn(email, more);
  expect(Object.keys(body)).toEqual(['mfaRequired', 'session']);
  return { email, session: body.session as string };
};
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');
const itemOf = async (table: 'chatTable' | 'liveTable', Key: Record<string, string>) =>
  (await deployment.client.send(new GetCommand({ TableName: deployment[table], Key }))).Item;
/** As if its code had not been used: no test waits for the next one. */
const forgetSteps = ({ caller }: WithMfa) =>
  deployment.client.send(
    new UpdateCommand({
      TableName: deployment.chatTable,
      Key: { ...keys.secondFactor(caller) },
      UpdateExpression: 'SET lastStep = :zero',
      ExpressionAttributeValues: { ':zero': 0 },
    }),
  );
const toldOf = async ({ userId }: Caller) => {
  const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName: deployment.chatTable }));
  return Items.flatMap(({ audit }) => (audit?.actorId === userId ? [audit.action as string] : [])).sort();
};
const refused = { status: 401, body: { code: 'INVALID_CREDENTIALS' } };
const wrongCode = { status: 400, body: { errors: [{ path: 'code', message: 'is not right, or was used before' }] } };

describe('a login that waits for the second factor', () => {
  it.each<[string, () => Promise<string>]>([
    ['of another tenant', async () => tokenOf((await aRegistered()).caller, { tenant_id: 'another' })],
    ['of another person', async () => (await aRegistered()).token],
    [
      'of a session that has ended',
      async () => {
        const { caller, token } = await aRegistered();
        const Item = { ...keys.sessionDenial(caller), expiresAtSeconds: Math.ceil(Date.now() / 1000) + 900 };
        await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item }));
        return token;
      },
    ],
    [
      'that is no longer in force',
      async () => {
        cognito.on(GetUserCommand).rejects(notAuthorized());
        return (await aRegistered()).token;
      },
    ],
    ['that is none', async () => 'none'],
  ])('goes on whatever token comes along: one %s', async (_which, aToken) => {
    const person = await withMfa();
    const challenge = await challenged(person);
    const token = await aToken();
    const code = person.app.code();
    expect(await post('verify-mfa', { ...challenge, code: wrong(code) }, { token })).toMatchObject(refused);
    const { status, body } = await post('verify-mfa', { ...challenge, code }, { token });
    expect([status, body.user?.id]).toEqual([200, person.caller.userId]);
  });
});

describe('switching MFA on', () => {
  it('takes a code of the secret that was given out, and tells ten recovery codes', async () => {
    const person = await aRegistered();
    expect((await post('get-me', undefined, person)).body).toMatchObject({ mfaEnabled: false });
    const setup = await post('enable-mfa', undefined, person);
    expect(setup.body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new URL(setup.body.otpauthUri)).toMatchObject({ protocol: 'otpauth:', host: 'totp' });
    expect(setup.body.otpauthUri).toContain(setup.body.secret);
    const app = anAuthenticator(setup.body.secret);
    expect(await post('verify-mfa', { code: wrong(app.code()) }, person)).toMatchObject(wrongCode);
    expect((await post('get-me', undefined, person)).body).toMatchObject({ mfaEnabled: false });

    const { body } = await post('verify-mfa', { code: app.code() }, person);
    expect(body.recoveryCodes).toHaveLength(10);
    expect(new Set(body.recoveryCodes).size).toBe(10);
    expect((await post('get-me', undefined, person)).body).toMatchObject({ mfaEnabled: true });
    expect(await toldOf(person.caller)).toContain('mfa.enabled');
  });

  it('is refused while it is on, and leaves the factor as it is', async () => {
    const person = await withMfa();
    expect(await post('enable-mfa', undefined, person)).toMatchObject({ status: 403 });
    expect((await logIn(person.email, { mfaToken: person.app.code() })).status).toBe(200);
  });

  it('keeps neither the secret nor a recovery code as it is', async () => {
    const { caller, secret, recoveryCodes } = await withMfa();
    for (const TableName of [deployment.chatTable, deployment.liveTable]) {
      const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName }));
      const stored = JSON.stringify(Items, (_key, value) => (value instanceof Set ? [...value] : value));
      for (const told of [secret, ...recoveryCodes]) expect(stored).not.toContain(told);
    }
    expect(kms.commandCalls(EncryptCommand)[0]?.args[0].input.EncryptionContext).toEqual({
      purpose: 'mfa',
      tenantId,
      userId: caller.userId,
    });
  });

  it('needs a secret that waits, for ten minutes', async () => {
    const person = await aRegistered();
    expect(await post('verify-mfa', { code: '123456' }, person)).toMatchObject(wrongCode);
    const { body } = await post('enable-mfa', undefined, person);
    await deployment.client.send(
      new UpdateCommand({
        TableName: deployment.liveTable,
        Key: { ...keys.mfaSetup(person.caller) },
        UpdateExpression: 'SET expiresAtMs = :past',
        ExpressionAttributeValues: { ':past': Date.now() - 1 },
      }),
    );
    expect(await post('verify-mfa', { code: anAuthenticator(body.secret).code() }, person)).toMatchObject(wrongCode);
  });

  it('takes an access token of ours that Cognito says is in force, or a challenge', async () => {
    const { caller } = await aRegistered();
    const body = { code: '123456' };
    expect(await post('verify-mfa', body)).toMatchObject({ status: 401 });
    for (const token of [
      tokenOf(caller, { client_id: 'another' }),
      tokenOf(caller, { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' }),
      tokenOf(caller, { token_use: 'id' }),
      'none',
    ]) {
      expect(await post('verify-mfa', body, { token })).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHENTICATED' },
      });
    }
    cognito.on(GetUserCommand).rejects(notAuthorized());
    expect(await post('verify-mfa', body, { token: tokenOf(caller) })).toMatchObject({ status: 401 });
  });
});

describe('a login of a person with MFA', () => {
  it('gives out nothing but a session to go on with, and then a login', async () => {
    const person = await withMfa();
    const challenge = await challenged(person, { deviceName: 'Phone' });
    const stored = await itemOf('liveTable', { ...keys.loginChallenge(person.caller, challenge.session) });
    expect(JSON.stringify(stored)).not.toMatch(new RegExp(`provider |${challenge.session}`));

    const answer = await post('verify-mfa', { ...challenge, code: person.app.code(), deviceId: 'phone' });
    expect(answer).toMatchObject({
      status: 200,
      body: { tokenType: 'Bearer', expiresIn: 900, deviceId: 'phone', user: { id: person.caller.userId } },
    });
    const { refreshToken } = answer.body;
    expect((await post('refresh-session', { refreshToken, deviceId: 'phone' })).status).toBe(200);
  });

  it('may bring the code along, and answers a wrong one as a wrong password', async () => {
    const { email, app } = await withMfa();
    expect(await logIn(email, { mfaToken: wrong(app.code()) })).toMatchObject(refused);
    expect(await logIn(email, { mfaToken: app.code() })).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } });
  });

  it('takes no code twice, nor one before it, many at once neither', async () => {
    const { email, app } = await withMfa();
    const answers = await Promise.all([1, 2, 3, 4].map(() => logIn(email, { mfaToken: app.code() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await logIn(email, { mfaToken: app.code(-1) })).toMatchObject(refused);
    expect((await logIn(email, { mfaToken: app.code(1) })).status).toBe(200);
  });

  it('takes no code of two steps away', async () => {
    const { email, app } = await withMfa();
    expect(await logIn(email, { mfaToken: app.code(3) })).toMatchObject(refused);
  });

  it('takes a recovery code once, of many at once too', async () => {
    const person = await withMfa();
    const [recoveryCode] = person.recoveryCodes;
    const challenges = await Promise.all([1, 2, 3].map(() => challenged(person)));
    const answers = await Promise.all(challenges.map((one) => post('verify-mfa', { ...one, recoveryCode })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await toldOf(person.caller)).filter((action) => action === 'mfa.recovery-code-used')).toHaveLength(1);
    const next = { ...(await challenged(person)), recoveryCode: person.recoveryCodes[1] };
    expect((await post('verify-mfa', next)).status).toBe(200);
  });

  it('goes on once for a challenge', async () => {
    const person = await withMfa();
    const challenge = await challenged(person);
    expect((await post('verify-mfa', { ...challenge, code: person.app.code() })).status).toBe(200);
    const again = { ...challenge, recoveryCode: person.recoveryCodes[0] };
    expect(await post('verify-mfa', again)).toMatchObject(refused);
  });

  it('does not go on after five wrong codes, five minutes, or for another person, device or session', async () => {
    const person = await withMfa();
    const tried = await challenged(person);
    const wrongs = await Promise.all(
      Array.from({ length: triesOfChallenge }, () => post('verify-mfa', { ...tried, code: wrong(person.app.code()) })),
    );
    for (const answer of wrongs) expect(answer).toMatchObject(refused);
    expect(await post('verify-mfa', { ...tried, code: person.app.code() })).toMatchObject(refused);

    const old = await challenged(person);
    const TableName = deployment.liveTable;
    const Key = { ...keys.loginChallenge(person.caller, old.session) };
    const { expiresAtMs } = (await itemOf('liveTable', Key)) as { expiresAtMs: number };
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + 5 * 60_000);
    await deployment.client.send(
      new UpdateCommand({
        ...{ TableName, Key, UpdateExpression: 'SET expiresAtMs = :past' },
        ExpressionAttributeValues: { ':past': Date.now() - 1 },
      }),
    );
    expect(await post('verify-mfa', { ...old, code: person.app.code() })).toMatchObject(refused);

    const code = person.app.code();
    const other = await withMfa();
    const mine = await challenged(person, { deviceId: 'phone' });
    expect(await post('verify-mfa', { ...mine, email: other.email, code })).toMatchObject(refused);
    expect(await post('verify-mfa', { ...mine, deviceId: 'laptop', code })).toMatchObject(refused);
    expect(await post('verify-mfa', { ...mine, session: `${mine.session}x`, code })).toMatchObject(refused);
    expect((await post('verify-mfa', { ...mine, deviceId: 'phone', code })).status).toBe(200);
  });

  it('does not go on when the password was reset meanwhile', async () => {
    const person = await withMfa();
    const challenge = await challenged(person);
    await deployment.client.send(
      new UpdateCommand({
        TableName: deployment.chatTable,
        Key: { ...keys.profile(tenantId, person.caller.userId) },
        UpdateExpression: 'SET passwordResetAtMs = :now',
        ExpressionAttributeValues: { ':now': Date.now() },
      }),
    );
    expect(await post('verify-mfa', { ...challenge, code: person.app.code() })).toMatchObject(refused);
    expect((await post('verify-mfa', { ...(await challenged(person)), code: person.app.code() })).status).toBe(200);
  });

  it('is put off after wrong codes, over all its logins, with the right code too, and nobody else is', async () => {
    const person = await withMfa();
    const code = wrong(person.app.code());
    const answers = await Promise.all(
      Array.from({ length: loginRules.mfa.free + 4 }, async () =>
        post('verify-mfa', { ...(await challenged(person)), code }),
      ),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(loginRules.mfa.free);
    const limited = await logIn(person.email, { mfaToken: person.app.code() });
    expect(limited).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    const other = await withMfa();
    expect((await logIn(other.email, { mfaToken: other.app.code() })).status).toBe(200);
  });
});

describe('a right code among many at once', () => {
  it('that comes after the last free wrong one is put off as well', async () => {
    const person = await withMfa();
    const code = wrong(person.app.code());
    beforeOpened = async () => {
      beforeOpened = async () => undefined;
      for (let time = 0; time < loginRules.mfa.free; time += 1) await logIn(person.email, { mfaToken: code });
    };
    expect((await logIn(person.email, { mfaToken: person.app.code() })).status).toBe(429);
  });
});

describe('changing the second factor', () => {
  it('takes a present code: another set of recovery codes voids the first', async () => {
    const person = await withMfa();
    expect(await post('renew-recovery-codes', { code: wrong(person.app.code()) }, person)).toMatchObject(wrongCode);
    const { body } = await post('renew-recovery-codes', { code: person.app.code() }, person);
    expect(body.recoveryCodes).toHaveLength(10);
    const old = { ...(await challenged(person)), recoveryCode: person.recoveryCodes[0] };
    expect(await post('verify-mfa', old)).toMatchObject(refused);
    const renewed = { ...(await challenged(person)), recoveryCode: body.recoveryCodes[0] };
    expect((await post('verify-mfa', renewed)).status).toBe(200);
    expect(await toldOf(person.caller)).toContain('mfa.recovery-codes-renewed');
  });

  it('takes a present code or a recovery code: MFA is off, and logins take the password alone', async () => {
    const person = await withMfa();
    expect(await post('disable-mfa', { code: wrong(person.app.code()) }, person)).toMatchObject(wrongCode);
    expect((await logIn(person.email)).body).toMatchObject({ mfaRequired: true });
    const waiting = await challenged(person);
    expect(await post('disable-mfa', { code: person.app.code() }, person)).toMatchObject({
      status: 200,
      body: { mfaEnabled: false },
    });
    expect((await logIn(person.email)).body).toMatchObject({ tokenType: 'Bearer' });
    expect(await post('verify-mfa', { ...waiting, code: person.app.code(1) })).toMatchObject(refused);
    expect(await post('disable-mfa', { code: person.app.code(1) }, person)).toMatchObject(wrongCode);
    expect(await toldOf(person.caller)).toContain('mfa.disabled');

    const other = await withMfa();
    expect((await post('disable-mfa', { recoveryCode: other.recoveryCodes[3] }, other)).status).toBe(200);
  });

  it('takes no code that a login has used', async () => {
    const person = await withMfa();
    const code = person.app.code();
    expect((await logIn(person.email, { mfaToken: code })).status).toBe(200);
    expect(await post('disable-mfa', { code }, person)).toMatchObject(wrongCode);
    await forgetSteps(person);
    expect((await post('disable-mfa', { code }, person)).status).toBe(200);
  });
});
