import { createHash, randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { tables } from './support/cloud.ts';
import { endpoints, output } from './support/endpoints.ts';
import { aTenant, call, Person } from './support/person.ts';
import { Socket } from './support/socket.ts';

const tenant = aTenant();
let ada: Person;

beforeAll(async () => {
  ada = await Person.register('ada', tenant);
}, 60_000);

const register = (body: Record<string, unknown>) =>
  call('POST', '/api/v1/auth/register', {
    body: { email: `${randomUUID()}@example.com`, password: Person.password, displayName: 'Bob', tenant, ...body },
  });
const logIn = (body: Record<string, unknown>) =>
  call('POST', '/api/v1/auth/login', { body: { password: Person.password, ...body } });

describe('registering', () => {
  it('makes the first person of a tenant its admin, and nobody else', async () => {
    const second = await Person.register('second', tenant);
    expect((await ada.call('GET', '/users/me')).body).toMatchObject({ id: ada.id, tenantId: tenant, roles: ['admin'] });
    expect((await second.call('GET', '/users/me')).body).toMatchObject({ roles: [], mfaEnabled: false });
  });

  it('lets exactly one be the admin when several found a tenant at once', async () => {
    const contested = aTenant();
    const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => Person.register(name, contested)));
    const profiles = await Promise.all(people.map((person) => person.call<{ roles: string[] }>('GET', '/users/me')));
    expect(profiles.flatMap(({ body }) => body.roles)).toEqual(['admin']);
  });

  it('refuses an address and a username that are taken, in any tenant and in any case', async () => {
    expect(await register({ email: ada.email.toUpperCase(), tenant: aTenant() })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_EXISTS', errors: [{ path: 'email' }] },
    });
    const username = `u${randomUUID().slice(0, 8)}`;
    expect((await register({ username })).status).toBe(201);
    expect(await register({ username: username.toUpperCase() })).toMatchObject({
      status: 409,
      body: { errors: [{ path: 'username' }] },
    });
  });

  it('makes usernames from addresses that tell people with the same name apart', async () => {
    const name = `n${randomUUID().slice(0, 8)}`;
    const [one, other] = [
      await register({ email: `${name}@one.example` }),
      await register({ email: `${name}@two.example` }),
    ];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect((await logIn({ username: name })).body).toMatchObject({ user: { id: one.body.userId, username: name } });
  });

  it('names every field that breaks a rule', async () => {
    const answer = await register({
      email: 'nobody',
      password: 'short',
      displayName: '',
      tenant: 'No Slug',
      role: 'admin',
    });
    expect(answer.status).toBe(400);
    const errors = answer.body.errors as { path: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual(['displayName', 'email', 'password', 'role', 'tenant']);
  });
});

describe('logging in', () => {
  it('answers with tokens, the device and the person', async () => {
    const { status, body } = await logIn({ email: ada.email, deviceName: "Ada's phone" });
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      deviceId: expect.any(String),
      user: {
        id: ada.id,
        tenantId: tenant,
        email: ada.email,
        username: expect.any(String),
        displayName: 'ada',
        roles: ['admin'],
      },
    });
    expect((await logIn({ email: ada.email, deviceId: 'my-device' })).body).toMatchObject({ deviceId: 'my-device' });
  });

  it('answers a wrong password and an unknown name in the same words', async () => {
    const wrong = await logIn({ email: ada.email, password: 'wrong password' });
    const unknown = await logIn({ email: `${randomUUID()}@example.com` });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect({ ...unknown.body, correlationId: '' }).toEqual({ ...wrong.body, correlationId: '' });
  });

  it('wants either an address or a username', async () => {
    for (const names of [{}, { email: ada.email, username: 'ada' }]) {
      expect(await logIn(names)).toMatchObject({ status: 400, body: { errors: [{ path: 'email' }] } });
    }
  });
});

describe('a request without a good access token', () => {
  it('is refused with 401', async () => {
    const [header, payload, signature] = ada.token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = (over: object) =>
      [header, Buffer.from(JSON.stringify({ ...claims, ...over })).toString('base64url'), signature].join('.');
    const tokens = [
      undefined,
      'garbage',
      forged({ tenant_id: 'other' }),
      forged({ exp: claims.exp + 3600 }),
      `${header}.${payload}.`,
    ];
    for (const token of tokens) {
      const answer = await call('GET', '/api/v1/conversations', token === undefined ? {} : { token });
      expect(answer.status).toBe(401);
    }
    expect((await ada.call('GET', '/conversations')).status).toBe(200);
  });
});

describe('a WebSocket handshake', () => {
  const refused = /refused with 40[13]/;

  it('is refused without a token, with a bad one, and with an access token', async () => {
    await expect(Socket.open(undefined)).rejects.toThrow(refused);
    await expect(Socket.open('bad')).rejects.toThrow(refused);
    await expect(Socket.open(`${tenant}.bad`)).rejects.toThrow(refused);
    await expect(Socket.open(ada.token)).rejects.toThrow(refused);
  });

  it('is refused with an expired token', async () => {
    const token = await ada.webSocketToken();
    const hash = createHash('sha256').update(token).digest('base64url');
    await tables().send(
      new UpdateCommand({
        TableName: output('LiveTableName'),
        Key: { PK: `T#${tenant}#TICKET#${hash}`, SK: 'TICKET' },
        UpdateExpression: 'SET expiresAtMs = :past',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':past': Date.now() - 1 },
      }),
    );
    await expect(Socket.open(token)).rejects.toThrow(refused);
  });

  it('is refused from a page of another origin, and let through from one on the list', async () => {
    const token = await ada.webSocketToken();
    await expect(Socket.open(token, { origin: 'https://evil.example' })).rejects.toThrow(refused);
    const socket = await Socket.open(token, { origin: new URL(endpoints().http).origin });
    await socket.close();
  });
});
