import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import type { LoggedIn } from '../../functions/contract/identity.ts';
import { changedFunctions } from './support/deployed-functions.ts';
import { eventually } from './support/eventually.ts';
import { mailTo } from './support/mail.ts';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, call, Person } from './support/person.ts';

const { connect, closeAll } = openSockets();
afterAll(closeAll);

const second = 'polonium and radium';
const logIn = (email: string, password: string) =>
  call<LoggedIn>('POST', '/api/v1/auth/login', { body: { email, password } });
const change = ({ token }: { token: string }, currentPassword: string, newPassword: string) =>
  call('POST', '/api/v1/auth/password', { token, body: { currentPassword, newPassword } });

describe('a person who is signed in', () => {
  it('changes the password: other devices are signed out, the old one opens nothing, and a mail tells of it', async () => {
    const here = await Person.register('ada', aTenant());
    const there = await here.onAnotherDevice();
    const [ofHere, ofThere] = [await connect(here), await connect(there)];
    const refreshing = (await logIn(here.email, Person.password)).body;

    expect(await change(here, 'not this one', second)).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
    expect((await there.call('GET', '/users/me')).status).toBe(200);

    expect((await change(here, Person.password, second)).status).toBe(204);
    // As when the answer was lost.
    expect((await change(here, Person.password, second)).status).toBe(204);
    await ofThere.frame(({ type }) => type === 'session.revoked');
    await ofThere.closed();
    await eventually(async () => ((await there.call('GET', '/users/me')).status === 401 ? true : undefined));
    const refresh = { refreshToken: refreshing.refreshToken, deviceId: refreshing.deviceId };
    expect((await call('POST', '/api/v1/auth/refresh', { body: refresh })).status).toBe(401);

    expect((await here.call('GET', '/users/me')).status).toBe(200);
    expect(await ofHere.ask('ping')).toMatchObject({ type: 'pong' });
    const sessions = await here.call<{ items: unknown[] }>('GET', '/auth/sessions');
    expect(sessions.body.items).toMatchObject([{ current: true }]);
    expect((await logIn(here.email, Person.password)).status).toBe(401);
    expect((await logIn(here.email, second)).status).toBe(200);

    const mails = await eventually(async () => (mailTo(here.email).length > 0 ? mailTo(here.email) : undefined));
    expect(mails).toMatchObject([{ subject: 'Your password was changed' }]);
    expect(JSON.stringify(mails)).not.toContain(second);
    const told = await eventually(async () => {
      const { body } = await here.call<{ items: AuditEntry[] }>('GET', '/admin/audit?action=password.changed');
      return body.items.length > 0 ? body.items : undefined;
    });
    expect(told).toMatchObject([{ actorId: here.id, target: { type: 'person', id: here.id } }]);
  }, 60_000);

  it('goes on with the session that changed it, and refreshes it', async () => {
    const { email } = await Person.register('ada', aTenant());
    const { body } = await logIn(email, Person.password);
    expect((await change({ token: body.accessToken }, Person.password, second)).status).toBe(204);
    const refreshed = await call<LoggedIn>('POST', '/api/v1/auth/refresh', {
      body: { refreshToken: body.refreshToken, deviceId: body.deviceId },
    });
    expect(refreshed.status).toBe(200);
    expect((await call('GET', '/api/v1/users/me', { token: refreshed.body.accessToken })).status).toBe(200);
  });

  it('is put off after wrong ones, with the right one too', async () => {
    const ada = await Person.register('ada', aTenant());
    const statuses: number[] = [];
    while (statuses.length < 10 && statuses.at(-1) !== 429) {
      statuses.push((await change(ada, `not this one ${statuses.length}`, second)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 8 }, () => 401), 429]);
    const right = await change(ada, Person.password, second);
    expect(right).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(right.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await logIn(ada.email, Person.password)).status).toBe(200);
  }, 60_000);
});

describe('a common password', () => {
  const { change: changeFunction, repair } = changedFunctions();
  afterEach(repair);

  it('is refused by the field that it came in, where the deployment says so', async () => {
    const ada = await Person.register('ada', aTenant());
    const easy = { email: `easy-${ada.email}`, password: 'iloveyou1', displayName: 'Ada' };
    expect((await call('POST', '/api/v1/auth/register', { body: easy })).status).toBe(201);
    for (const name of ['register-user', 'reset-password', 'change-password']) {
      await changeFunction(name, { COMMON_PASSWORDS: 'refused' });
    }
    const refused = (path: string) => ({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ path }] } });
    expect(await change(ada, Person.password, 'Password123')).toMatchObject(refused('newPassword'));
    const person = { email: `new-${ada.email}`, password: 'iloveyou1', displayName: 'Ada' };
    expect(await call('POST', '/api/v1/auth/register', { body: person })).toMatchObject(refused('password'));
    const reset = { email: ada.email, code: '00000000', newPassword: '12345678' };
    expect(await call('POST', '/api/v1/auth/reset', { body: reset })).toMatchObject(refused('newPassword'));
  });
});
