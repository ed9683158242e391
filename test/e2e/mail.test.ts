import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { codeMailedTo, mailTo } from './support/mail.ts';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, call, Person } from './support/person.ts';

const tenant = aTenant();
const { connect, closeAll } = openSockets();
const anAddress = () => `ada-${randomUUID()}@example.com`;
const post = (path: string, body: object) => call('POST', `/api/v1/auth/${path}`, { body });
const logIn = (email: string, password: string = Person.password) => post('login', { email, password });
const wrong = (code: string) => (code === '00000000' ? '00000001' : '00000000');

beforeAll(async () => {
  const founder = await Person.register('founder', tenant);
  // Locally whoever registers is confirmed at once, but where the tenant wants it otherwise.
  expect((await founder.call('PATCH', '/admin/tenant', { confirmAddresses: true })).status).toBe(200);
});
afterAll(closeAll);

describe('a person who registers where addresses are confirmed', () => {
  it('gets a code by mail, and can log in with it and not before', async () => {
    const email = anAddress();
    const registered = await post('register', { email, password: Person.password, displayName: 'Ada', tenant });
    expect(registered).toMatchObject({ status: 201, body: { confirmationRequired: true } });
    const code = await codeMailedTo(email);
    expect(mailTo(email)).toMatchObject([
      { from: 'chemchat@example.com', subject: 'Confirm your e-mail address', html: expect.stringContaining(code) },
    ]);

    const [unconfirmed, wrongPassword, unknown] = [
      await logIn(email),
      await logIn(email, 'not this one'),
      await logIn(anAddress()),
    ];
    const told = ({ status, body: { correlationId: _own, ...body } }: Awaited<ReturnType<typeof logIn>>) => ({
      status,
      body,
    });
    expect(told(unconfirmed)).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect(told(unconfirmed)).toEqual(told(wrongPassword));
    expect(told(unconfirmed)).toEqual(told(unknown));

    expect((await post('resend', { email })).status).toBe(204);
    const next = await codeMailedTo(email, 1);
    expect((await post('confirm', { email, code: wrong(next) })).status).toBe(400);
    expect((await post('confirm', { email, code: next })).status).toBe(204);
    expect((await logIn(email)).status).toBe(200);
    expect((await post('confirm', { email, code: next })).status).toBe(400);
  }, 60_000);
});

describe('a person who forgot the password', () => {
  it('chooses another with the code from the mail, and all sessions end', async () => {
    const ada = await Person.register('ada', aTenant());
    const socket = await connect(ada);
    expect((await post('forgot', { email: ada.email })).status).toBe(204);
    const code = await codeMailedTo(ada.email);
    const reset = (shown: string) =>
      post('reset', { email: ada.email, code: shown, newPassword: 'polonium and radium' });
    expect((await reset(wrong(code))).status).toBe(400);
    expect((await reset(code)).status).toBe(204);
    expect((await reset(code)).status).toBe(400);

    await eventually(async () => (socket.closeCode === undefined ? undefined : true));
    expect(socket.frames.at(-1)).toMatchObject({ type: 'session.revoked' });
    await eventually(async () => ((await ada.call('GET', '/users/me')).status === 401 ? true : undefined));
    expect((await logIn(ada.email)).status).toBe(401);
    expect((await logIn(ada.email, 'polonium and radium')).status).toBe(200);
  }, 60_000);

  it('is answered as somebody whom nobody knows, who gets no mail', async () => {
    const [known, unknown] = [(await Person.register('ada', aTenant())).email, anAddress()];
    const answers = [await post('forgot', { email: known }), await post('forgot', { email: unknown })];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    await codeMailedTo(known);
    const tried = await Promise.all(
      [known, unknown].map((email) => post('reset', { email, code: '00000000', newPassword: 'polonium and radium' })),
    );
    const [one, other] = tried.map(({ status, body: { correlationId: _own, ...body } }) => ({ status, body }));
    expect(one?.status).toBe(400);
    expect(one).toEqual(other);
    expect(mailTo(unknown)).toEqual([]);
  }, 60_000);
});
