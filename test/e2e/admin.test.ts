import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminUser, CreatedInvitation, Invitation } from '../../functions/contract/admin.ts';
import type { LoggedIn } from '../../functions/contract/identity.ts';
import { eventually } from './support/eventually.ts';
import { mailTo } from './support/mail.ts';
import { operate } from './support/operator.ts';
import { type Answer, aTenant, call, Person } from './support/person.ts';
import { Socket } from './support/socket.ts';

const tenant = aTenant();
const sockets: Socket[] = [];
let admin: Person;
let bob: Person;

beforeAll(async () => {
  admin = await Person.register('admin', tenant);
  bob = await Person.register('bob', tenant);
}, 60_000);
afterAll(() => Promise.all(sockets.map((socket) => socket.close())));

const connect = async (person: Pick<Person, 'webSocketToken'>): Promise<Socket> => {
  const socket = await Socket.open(await person.webSocketToken());
  sockets.push(socket);
  return socket;
};
const logIn = ({ email }: Pick<Person, 'email'>, password = Person.password) =>
  call<LoggedIn>('POST', '/api/v1/auth/login', { body: { email, password } });
const change = (by: Person, { id }: Person, body: object) => by.call<AdminUser>('PATCH', `/admin/users/${id}`, body);
const statusOf = async (token: string) => (await call('GET', '/api/v1/users/me', { token })).status;
const isRefusedSoon = (token: string) =>
  eventually(async () => ((await statusOf(token)) === 401 ? true : undefined), 7_000);
const withoutId = ({ status, body }: Answer<object>) => ({ status, body: { ...body, correlationId: '' } });

describe('an admin', () => {
  it('shuts a person out at once, tokens and sockets, and lets them in again to what was theirs', async () => {
    const { id: conversationId } = await admin.startConversation([bob]);
    const socket = await connect(bob);
    const ticket = await bob.webSocketToken();
    const { body: login } = await logIn(bob);
    expect((await change(admin, bob, { active: false })).body).toMatchObject({ id: bob.id, active: false });
    await socket.frame(({ type }) => type === 'session.revoked');
    await socket.closed();
    await isRefusedSoon(bob.token);
    await expect(Socket.open(ticket)).rejects.toThrow(/refused with 40[13]/);
    const refresh = { refreshToken: login.refreshToken, deviceId: login.deviceId };
    expect((await call('POST', '/api/v1/auth/refresh', { body: refresh })).status).toBe(401);
    expect(withoutId(await logIn(bob))).toEqual(withoutId(await logIn(bob, 'a wrong password')));
    const { body: members } = await admin.call('GET', `/conversations/${conversationId}/members`);
    expect(members.items).toHaveLength(2);

    expect((await change(admin, bob, { active: true })).body).toMatchObject({ active: true });
    const back = await logIn(bob);
    expect(back.status).toBe(200);
    await eventually(async () => ((await statusOf(back.body.accessToken)) === 200 ? true : undefined), 7_000);
    expect(await statusOf(login.accessToken)).toBe(401);
    const { body: inbox } = await call<{ items: { id: string }[] }>('GET', '/api/v1/conversations', {
      token: back.body.accessToken,
    });
    expect(inbox.items.map(({ id }) => id)).toEqual([conversationId]);
  }, 60_000);

  it('gives the role to another and loses it at once, though the token still names it', async () => {
    const carl = await Person.register('carl', tenant);
    expect((await carl.call('GET', '/admin/users')).status).toBe(403);
    expect((await change(admin, admin, { roles: [] })).status).toBe(403);
    expect((await change(admin, carl, { roles: ['admin'] })).body).toMatchObject({ roles: ['admin'] });
    expect((await carl.call('GET', '/admin/users')).status).toBe(200);
    expect((await change(carl, admin, { roles: [] })).status).toBe(200);
    expect((await admin.call('GET', '/admin/users')).status).toBe(403);
    expect((await change(carl, admin, { roles: ['admin'] })).status).toBe(200);
    const { body } = await admin.call<{ items: AdminUser[] }>('GET', '/admin/users?limit=100');
    expect(body.items.map(({ id }) => id).sort()).toEqual([admin.id, bob.id, carl.id].sort());
  }, 60_000);
});

describe('an operator', () => {
  it('suspends a tenant at once, tokens and sockets, and resumes it with its sessions', async () => {
    const suspended = aTenant();
    const [eve, other] = [await Person.register('eve', suspended), await Person.register('other', aTenant())];
    const [socket, stays] = [await connect(eve), await connect(other)];
    const ticket = await eve.webSocketToken();
    expect(await operate('suspend-tenant', { TENANT: suspended })).toMatchObject({ status: 0 });
    await socket.closed();
    await isRefusedSoon(eve.token);
    await expect(Socket.open(ticket)).rejects.toThrow(/refused with 40[13]/);
    expect((await logIn(eve)).status).toBe(401);
    expect(await stays.ask('ping')).toMatchObject({ type: 'pong' });
    expect(await statusOf(other.token)).toBe(200);

    expect(await operate('resume-tenant', { TENANT: suspended })).toMatchObject({ status: 0 });
    await eventually(async () => ((await statusOf(eve.token)) === 200 ? true : undefined), 7_000);
    expect(await (await connect(eve)).ask('ping')).toMatchObject({ type: 'pong' });
    expect(await operate('suspend-tenant', { TENANT: 'nowhere' })).toMatchObject({
      status: 1,
      text: expect.stringContaining('there is no tenant nowhere'),
    });
  }, 60_000);
});

describe('joining', () => {
  const register = (body: object) =>
    call('POST', '/api/v1/auth/register', {
      body: { email: `${randomUUID()}@example.com`, password: Person.password, displayName: 'Joining', ...body },
    });

  it('is by invitation where the tenant says so: mailed, used by one of many at once, and by nobody when taken back', async () => {
    const owner = await Person.register('owner', aTenant());
    const { tenantId } = (await owner.call<{ tenantId: string }>('GET', '/users/me')).body;
    expect((await owner.call('PATCH', '/admin/tenant', { joining: 'invitation' })).body).toMatchObject({
      id: tenantId,
      joining: 'invitation',
    });
    expect(await register({ tenant: tenantId })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });

    const email = `invited-${randomUUID()}@example.com`;
    const invited = await owner.call<CreatedInvitation>('POST', '/admin/invitations', { email, roles: ['admin'] });
    expect(invited).toMatchObject({ status: 201, body: { email, mailed: true, status: 'pending' } });
    const token = await eventually(async () => /^ {4}(\S{40,})$/m.exec(mailTo(email)[0]?.text ?? '')?.[1]);
    expect(token).toBe(invited.body.token);
    expect((await register({ invitation: token })).status).toBe(403);
    expect(await register({ email, invitation: token })).toMatchObject({ status: 201, body: { tenantId } });
    expect((await logIn({ email })).body).toMatchObject({ user: { tenantId, roles: ['admin'] } });

    const open = await owner.call<CreatedInvitation>('POST', '/admin/invitations');
    const answers = await Promise.all(Array.from({ length: 5 }, () => register({ invitation: open.body.token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);

    const taken = await owner.call<CreatedInvitation>('POST', '/admin/invitations');
    expect((await owner.call('DELETE', `/admin/invitations/${taken.body.id}`)).status).toBe(204);
    expect((await register({ invitation: taken.body.token })).status).toBe(403);
    const { body: listed } = await owner.call<{ items: Invitation[] }>('GET', '/admin/invitations');
    expect(listed.items.map(({ status }) => status)).toEqual(['revoked', 'used', 'used']);
    expect(JSON.stringify(listed)).not.toContain(open.body.token);
    expect((await owner.call<{ items: object[] }>('GET', '/admin/users')).body.items).toHaveLength(3);
  }, 60_000);

  it('is by the domain of the address where the tenant says so', async () => {
    const owner = await Person.register('owner', aTenant());
    const { tenantId } = (await owner.call<{ tenantId: string }>('GET', '/users/me')).body;
    const domains = ['lab.example.com'];
    expect((await owner.call('PATCH', '/admin/tenant', { joining: 'email-domain', domains })).status).toBe(200);
    const at = (domain: string) => ({ tenant: tenantId, email: `${randomUUID()}@${domain}` });
    expect((await register(at('lab.example.com'))).status).toBe(201);
    expect(withoutId(await register(at('example.com')))).toEqual(withoutId(await register({ invitation: 'none' })));
    expect((await owner.call('GET', '/admin/tenant')).body).toMatchObject({ joining: 'email-domain', domains });
  }, 60_000);
});
