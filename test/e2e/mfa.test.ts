import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import { anAuthenticator, aStepWithTime } from '../builders/authenticator.ts';
import { eventually } from './support/eventually.ts';
import { mailTo } from './support/mail.ts';
import { aTenant, call, Person } from './support/person.ts';

interface LoggedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceId: string;
}

const logIn = ({ email }: Person, more: object = {}) =>
  call('POST', '/api/v1/auth/login', { body: { email, password: Person.password, ...more } });
const verify = (body: object) => call<LoggedIn>('POST', '/api/v1/auth/mfa/verify', { body });
const isSignedIn = async (token: string) => (await call('GET', '/api/v1/users/me', { token })).status === 200;
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a person with a second factor', () => {
  let ada: Person;
  let app: ReturnType<typeof anAuthenticator>;
  let recoveryCodes: readonly string[];
  const challenged = async (): Promise<{ email: string; session: string }> => {
    const { status, body } = await logIn(ada);
    expect([status, Object.keys(body)]).toEqual([200, ['mfaRequired', 'session']]);
    return { email: ada.email, session: String(body.session) };
  };

  beforeAll(async () => {
    ada = await Person.register('ada', aTenant());
    await aStepWithTime();
    const { body } = await ada.call<{ secret: string; otpauthUri: string }>('POST', '/auth/mfa/enable');
    expect(body.otpauthUri).toMatch(/^otpauth:\/\/totp\/ChemChat/);
    app = anAuthenticator(body.secret);
    expect((await ada.call('POST', '/auth/mfa/verify', { code: wrong(app.code()) })).status).toBe(400);
    const verified = await ada.call<{ mfaEnabled: boolean; recoveryCodes: string[] }>('POST', '/auth/mfa/verify', {
      code: app.code(-1),
    });
    expect(verified).toMatchObject({ status: 200, body: { mfaEnabled: true } });
    recoveryCodes = verified.body.recoveryCodes;
  }, 60_000);

  it('logs in with a code of the app, and with each code and challenge once', async () => {
    expect((await ada.call('GET', '/users/me')).body).toMatchObject({ mfaEnabled: true });
    const challenge = await challenged();
    const code = app.code();
    expect(await verify({ ...challenge, code: wrong(code) })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
    const { status, body } = await verify({ ...challenge, code, deviceId: 'phone' });
    expect([status, body.deviceId]).toEqual([200, 'phone']);
    expect(await isSignedIn(body.accessToken)).toBe(true);
    const refreshed = await call<LoggedIn>('POST', '/api/v1/auth/refresh', {
      body: { refreshToken: body.refreshToken, deviceId: 'phone' },
    });
    expect(await isSignedIn(refreshed.body.accessToken)).toBe(true);

    expect((await verify({ ...challenge, code: app.code(1) })).status).toBe(401);
    expect((await verify({ ...(await challenged()), code })).status).toBe(401);
    expect(await logIn(ada, { mfaToken: code })).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  }, 60_000);

  it('goes on with a login whatever token comes along', async () => {
    const foreigner = await Person.register('eve', aTenant());
    for (const token of [foreigner.token, ada.token, 'none.of.ours', 'none']) {
      const challenge = await challenged();
      const shown = (factor: object) =>
        call<LoggedIn>('POST', '/api/v1/auth/mfa/verify', { token, body: { ...challenge, ...factor } });
      expect(await shown({ code: wrong(app.code()) })).toMatchObject({
        status: 401,
        body: { code: 'INVALID_CREDENTIALS' },
      });
      const { status, body: loggedIn } = await shown({ recoveryCode: recoveryCodes.at(-1) });
      expect(status).toBe(200);
      expect((await call('GET', '/api/v1/users/me', { token: loggedIn.accessToken })).body).toMatchObject({
        id: ada.id,
      });
      recoveryCodes = recoveryCodes.slice(0, -1);
    }
  }, 60_000);

  it('logs in with a recovery code, once, until there is another set', async () => {
    const [first, second] = recoveryCodes;
    expect((await verify({ ...(await challenged()), recoveryCode: first })).status).toBe(200);
    expect((await verify({ ...(await challenged()), recoveryCode: first })).status).toBe(401);
    await aStepWithTime();
    const renewed = await ada.call<{ recoveryCodes: string[] }>('POST', '/auth/mfa/recovery-codes', {
      code: app.code(1),
    });
    expect(renewed.status).toBe(200);
    expect((await verify({ ...(await challenged()), recoveryCode: second })).status).toBe(401);
    recoveryCodes = renewed.body.recoveryCodes;
    expect((await verify({ ...(await challenged()), recoveryCode: recoveryCodes[0] })).status).toBe(200);
  }, 90_000);

  it('has none any more when it was switched off with it', async () => {
    expect((await ada.call('POST', '/auth/mfa/disable', { code: wrong(app.code()) })).status).toBe(400);
    const disabled = await ada.call('POST', '/auth/mfa/disable', { recoveryCode: recoveryCodes[1] });
    expect(disabled).toMatchObject({ status: 200, body: { mfaEnabled: false } });
    expect((await logIn(ada)).body).toMatchObject({ tokenType: 'Bearer' });
    expect((await ada.call('GET', '/users/me')).body).toMatchObject({ mfaEnabled: false });
  }, 60_000);
});

describe('a person who lost the app and the recovery codes', () => {
  it('is let in by the password alone once an admin took the factor away, which ends all sessions and is told by mail', async () => {
    const tenant = aTenant();
    const [admin, bob] = [await Person.register('admin', tenant), await Person.register('bob', tenant)];
    await bob.switchOnMfa();
    const path = `/admin/users/${bob.id}`;
    expect((await bob.call('DELETE', `${path}/mfa`)).status).toBe(403);
    expect((await admin.call('GET', path)).body).toMatchObject({ mfaEnabled: true });
    expect((await logIn(bob)).body).toMatchObject({ mfaRequired: true });
    for (let time = 0; time < 2; time += 1) expect((await admin.call('DELETE', `${path}/mfa`)).status).toBe(204);
    expect((await admin.call('GET', path)).body).toMatchObject({ mfaEnabled: false });
    const { body } = await logIn(bob);
    expect(await isSignedIn(String(body.accessToken))).toBe(true);
    await eventually(async () => ((await isSignedIn(bob.token)) ? undefined : true), 7_000);
    await eventually(async () => mailTo(bob.email).find(({ subject }) => subject === 'Your second factor was removed'));
    const told = await eventually(async () => {
      const { body: audit } = await admin.call<{ items: AuditEntry[] }>('GET', '/admin/audit?action=mfa.removed');
      return audit.items.length > 0 ? audit.items : undefined;
    });
    expect(told.map(({ actorId, target }) => [actorId, target.id])).toEqual([[admin.id, bob.id]]);
  }, 60_000);
});

describe('verifying a code', () => {
  it('takes a token that is in force, where no login waits', async () => {
    expect((await verify({ code: '123456' })).status).toBe(401);
    const forged = ['e30', Buffer.from('{}').toString('base64url'), 'c2ln'].join('.');
    const answer = await call('POST', '/api/v1/auth/mfa/verify', { token: forged, body: { code: '123456' } });
    expect(answer.status).toBe(401);
  });
});
