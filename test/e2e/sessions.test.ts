import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggedIn } from '../../functions/contract/identity.ts';
import type { Session } from '../../functions/contract/sessions.ts';
import { aProofKey } from '../builders/dpop.ts';
import { endpoints } from './support/endpoints.ts';
import { aTenant, call, Person } from './support/person.ts';
import { Socket } from './support/socket.ts';

const tenant = aTenant();
const sockets: Socket[] = [];
let ada: Person;

beforeAll(async () => {
  ada = await Person.register('ada', tenant);
}, 60_000);
afterAll(() => Promise.all(sockets.map((socket) => socket.close())));

const logIn = async (deviceId: string = randomUUID(), headers: Record<string, string> = {}): Promise<LoggedIn> => {
  const body = { email: ada.email, password: Person.password, deviceId };
  const answer = await call<LoggedIn>('POST', '/api/v1/auth/login', { body, headers });
  expect(answer.status).toBe(200);
  return answer.body;
};
const refresh = (refreshToken: string, deviceId: string, headers: Record<string, string> = {}) =>
  call<LoggedIn>('POST', '/api/v1/auth/refresh', { body: { refreshToken, deviceId }, headers });
const asked = (token: string, method: string, path: string, body?: unknown) =>
  call(method, `/api/v1${path}`, { token, ...(body !== undefined && { body }) });
const statusOf = async (token: string) => (await asked(token, 'GET', '/users/me')).status;

const connect = async (token: string): Promise<Socket> => {
  const ticket = await asked(token, 'POST', '/auth/ws-token');
  const socket = await Socket.open(String(ticket.body.token));
  sockets.push(socket);
  return socket;
};
const idOf = async (token: string): Promise<string> => {
  const { items } = (await asked(token, 'GET', '/auth/sessions')).body as { items: Session[] };
  return items.find(({ current }) => current)?.id ?? 'none';
};

describe('a refresh', () => {
  it('gives out tokens that work, over and over, and again when its answer was lost', async () => {
    const login = await logIn('phone');
    const first = await refresh(login.refreshToken, 'phone', { 'Idempotency-Key': 'k' });
    expect(first).toMatchObject({ status: 200, body: { tokenType: 'Bearer', expiresIn: 900, user: { id: ada.id } } });
    expect((await refresh(login.refreshToken, 'phone', { 'Idempotency-Key': 'k' })).body).toEqual(first.body);
    const second = await refresh(first.body.refreshToken, 'phone');
    expect(second.status).toBe(200);
    expect(await statusOf(second.body.accessToken)).toBe(200);
    expect(await idOf(second.body.accessToken)).toBe(await idOf(login.accessToken));
  });

  it('of a token used before ends the session: its tokens, and its sockets', async () => {
    const login = await logIn('phone');
    const socket = await connect(login.accessToken);
    const { body } = await refresh(login.refreshToken, 'phone');
    expect((await refresh(login.refreshToken, 'phone')).status).toBe(401);
    expect((await refresh(body.refreshToken, 'phone')).status).toBe(401);
    expect(await statusOf(body.accessToken)).toBe(401);
    await socket.closed();
  });

  it('from another device ends the session', async () => {
    const login = await logIn('phone');
    expect((await refresh(login.refreshToken, 'laptop')).status).toBe(401);
    expect((await refresh(login.refreshToken, 'phone')).status).toBe(401);
  });
});

describe('revoking a session', () => {
  it('reaches HTTP at once, tells its sockets and closes them, and leaves the others alone', async () => {
    const [phone, laptop] = [await logIn('phone'), await logIn('laptop')];
    const [revoked, other] = [await connect(phone.accessToken), await connect(laptop.accessToken)];
    const ticket = (await asked(phone.accessToken, 'POST', '/auth/ws-token')).body.token as string;
    const id = await idOf(phone.accessToken);
    expect(await statusOf(phone.accessToken)).toBe(200);

    expect((await asked(laptop.accessToken, 'DELETE', `/auth/sessions/${id}`)).status).toBe(204);
    expect(await statusOf(phone.accessToken)).toBe(401);
    await revoked.frame(({ type }) => type === 'session.revoked');
    await revoked.closed();
    await expect(Socket.open(ticket)).rejects.toThrow(/refused with 40[13]/);
    expect((await asked(laptop.accessToken, 'DELETE', `/auth/sessions/${id}`)).status).toBe(404);

    expect(await statusOf(laptop.accessToken)).toBe(200);
    expect(await other.ask('ping')).toMatchObject({ type: 'pong' });
    expect(other.frames.filter(({ type }) => type === 'session.revoked')).toEqual([]);
  });

  it("is refused for another person's", async () => {
    const bob = await Person.register('bob', tenant);
    expect((await bob.call('DELETE', `/auth/sessions/${await idOf(ada.token)}`)).status).toBe(404);
    expect(await statusOf(ada.token)).toBe(200);
  });
});

describe('logging out', () => {
  it('everywhere ends every session of the person, and tells those who look that they are offline', async () => {
    const carl = await Person.register('carl', tenant);
    const login = await call<LoggedIn>('POST', '/api/v1/auth/login', {
      body: { email: carl.email, password: Person.password },
    });
    const watching = await ada.connect();
    sockets.push(watching);
    const { id } = await ada.startConversation([carl]);
    await watching.ask('conversation.join', { conversationId: id });
    const open = [await connect(carl.token), await connect(login.body.accessToken)];
    expect((await carl.call('POST', '/auth/logout', { allDevices: true })).status).toBe(204);
    for (const token of [carl.token, login.body.accessToken]) expect(await statusOf(token)).toBe(401);
    await Promise.all(open.map((socket) => socket.closed()));
    await watching.frame(
      ({ type, userId, status }) => type === 'presence.changed' && userId === carl.id && status === 'offline',
    );
    expect((await refresh(login.body.refreshToken, login.body.deviceId)).status).toBe(401);
    const again = { email: carl.email, password: Person.password };
    const back = await call<LoggedIn>('POST', '/api/v1/auth/login', { body: again });
    expect(await statusOf(back.body.accessToken)).toBe(200);
  });

  it('without a body ends the one session', async () => {
    const [phone, laptop] = [await logIn('phone'), await logIn('laptop')];
    expect((await asked(phone.accessToken, 'POST', '/auth/logout')).status).toBe(204);
    expect(await statusOf(phone.accessToken)).toBe(401);
    expect(await statusOf(laptop.accessToken)).toBe(200);
  });
});

describe('a session bound to a key', () => {
  it('is refreshed with a proof by it, made for the URL that the client calls', async () => {
    const key = await aProofKey();
    const url = (name: string) => ({ url: `${endpoints().http}/api/v1/auth/${name}` });
    const login = await logIn('phone', { DPoP: await key.prove(url('login')) });
    expect((await refresh(login.refreshToken, 'phone')).status).toBe(401);
    const first = await refresh(login.refreshToken, 'phone', { DPoP: await key.prove(url('refresh')) });
    expect(first.status).toBe(200);
    const stranger = await aProofKey();
    const stolen = await refresh(first.body.refreshToken, 'phone', { DPoP: await stranger.prove(url('refresh')) });
    expect(stolen.status).toBe(401);
    expect((await refresh(first.body.refreshToken, 'phone', { DPoP: await key.prove(url('refresh')) })).status).toBe(
      401,
    );
  });
});

describe('a WebSocket token', () => {
  it('opens connections for its own device alone, where the client says which that is', async () => {
    const login = await logIn('phone');
    const token = String((await asked(login.accessToken, 'POST', '/auth/ws-token')).body.token);
    await expect(Socket.open(token, {}, '&deviceId=laptop')).rejects.toThrow(/refused with 40[13]/);
    for (const query of ['&deviceId=phone', '']) sockets.push(await Socket.open(token, {}, query));
  });
});

describe('people', () => {
  it('are found by the name that they gave themselves last, in their own tenant', async () => {
    const name = `Émilie ${randomUUID().slice(0, 8)}`;
    const dora = await Person.register('dora', tenant);
    const stranger = await Person.register('stranger', aTenant());
    const changed = await dora.call('PATCH', '/users/me', { displayName: name });
    expect(changed).toMatchObject({ status: 200, body: { id: dora.id, displayName: name, mfaEnabled: false } });
    const path = `/users?query=${encodeURIComponent(name.toUpperCase())}`;
    const found = { id: dora.id, username: expect.any(String), displayName: name };
    expect((await ada.call('GET', path)).body).toEqual({ items: [found], nextCursor: null });
    expect((await ada.call('GET', `/users/${dora.id}`)).body).toEqual(found);
    expect((await stranger.call('GET', path)).body).toEqual({ items: [], nextCursor: null });
    expect((await stranger.call('GET', `/users/${dora.id}`)).status).toBe(404);

    const { id } = await ada.startConversation([dora]);
    const members = (await ada.call('GET', `/conversations/${id}/members`)).body.items as { displayName: string }[];
    expect(members.map(({ displayName }) => displayName)).toContain(name);
    const [watching, typing] = [await ada.connect(), await dora.connect()];
    sockets.push(watching, typing);
    await watching.ask('conversation.join', { conversationId: id });
    await typing.ask('typing.start', { conversationId: id });
    expect(await watching.frame(({ type }) => type === 'typing.started')).toMatchObject({ displayName: name });
  });
});
