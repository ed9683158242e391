import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { bucketRules, loginRules } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { eventsOfAudit } from '../../../builders/audit.ts';
import { aUserPool, notAuthorized } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aContext } from '../../../builders/lambda.ts';
import { aMailbox } from '../../../builders/mailbox.ts';
import { aRegistered, aTenant, logIn, type Registered } from '../../../builders/registered.ts';

const first = 'a good password';
const second = 'another good one';
const cognito = aUserPool();
const mailbox = aMailbox();
let deployment: Awaited<ReturnType<typeof aDeployment>>;

beforeAll(async () => {
  deployment = await aDeployment();
});
beforeEach(() => {
  cognito.reset();
  cognito.on(AdminCreateUserCommand).resolves({});
  cognito.on(AdminSetUserPasswordCommand).resolves({});
  allowAll();
  mailbox.ses.resetHistory();
});

/** Every password is right, as while somebody registers and logs in. */
const allowAll = () => {
  let count = 0;
  cognito.on(AdminInitiateAuthCommand).callsFake(() => {
    count += 1;
    const claims = Buffer.from(JSON.stringify({ origin_jti: `s-${Date.now()}-${count}` })).toString('base64url');
    return { AuthenticationResult: { AccessToken: `e30.${claims}.sig`, RefreshToken: `provider ${count}` } };
  });
};
/** From now on the provider knows one password, and takes others. */
const withPassword = (initial = first) => {
  let password = initial;
  const tokens = { AuthenticationResult: { AccessToken: 'e30.e30.sig', RefreshToken: 'of the check' } };
  cognito.on(AdminInitiateAuthCommand).callsFake(({ AuthParameters }) => {
    if (AuthParameters.PASSWORD !== password) throw notAuthorized();
    return tokens;
  });
  cognito.on(AdminSetUserPasswordCommand).callsFake(({ Password }) => {
    password = Password;
    return {};
  });
  return { isSetTo: () => password };
};
/** Somebody on two devices. */
const aPerson = async (): Promise<{ here: Registered; there: Registered }> => {
  const here = await aRegistered(aTenant());
  return { here, there: await logIn(here.email) };
};
const change = (caller: Caller, currentPassword = first, newPassword = second) =>
  invokeHttp('change-password', { caller, body: { currentPassword, newPassword } });
const toldOf = async ({ caller: { userId } }: Registered) => {
  const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName: deployment.chatTable }));
  return Items.flatMap(({ audit }) => (audit?.actorId === userId ? [audit.action as string] : [])).sort();
};
const sessionsOf = async ({ tenantId, userId }: Caller) => {
  const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName: deployment.chatTable }));
  const prefix = `T#${tenantId}#U#${userId}`;
  return Items.filter(({ PK, SK }) => PK === prefix && SK.startsWith('SESSION#')).map(({ sessionId }) => sessionId);
};
/** Brings what the bus has of a person to a consumer. */
const bring = async (consumer: string, { caller }: Registered) => {
  const { handler } = await import(`../../../../functions/events/${consumer}.ts`);
  for (const detail of await eventsOfAudit(deployment.client, deployment.chatTable)) {
    if (detail.entry.target.id === caller.userId) await handler({ detail } as never, aContext());
  }
};
const refused = { status: 401, body: { code: 'INVALID_CREDENTIALS' } };

describe('a person who is signed in', () => {
  it('sets another password by the current one, and all sessions but that one end', async () => {
    const { here, there } = await aPerson();
    const provider = withPassword();
    expect(await change(here.caller)).toEqual({ status: 204, body: undefined });
    expect(provider.isSetTo()).toBe(second);
    expect(await sessionsOf(here.caller)).toEqual([here.caller.sessionId]);
    const denial = keys.sessionDenial(there.caller);
    const { Item } = await deployment.client.send(new GetCommand({ TableName: deployment.liveTable, Key: denial }));
    expect(Item).toBeDefined();
    expect(await toldOf(here)).toEqual(['login.succeeded', 'password.changed', 'person.registered', 'session.revoked']);
    // What showed that the password is right opens nothing any more.
    expect(cognito.commandCalls(RevokeTokenCommand).map(({ args }) => args[0].input.Token)).toEqual(['of the check']);
  });

  it('is told of it by mail, without either password', async () => {
    const { here } = await aPerson();
    withPassword();
    await change(here.caller);
    await bring('tell-account-change', here);
    const mails = mailbox.mailsTo(here.email);
    expect(mails.map(({ Content }) => Content?.Simple?.Subject?.Data)).toEqual(['Your password was changed']);
    for (const secret of [first, second]) expect(JSON.stringify(mails)).not.toContain(secret);
  });

  it('changes nothing with a wrong current password', async () => {
    const { here, there } = await aPerson();
    const provider = withPassword();
    expect(await change(here.caller, 'wrong')).toMatchObject(refused);
    expect(provider.isSetTo()).toBe(first);
    expect((await sessionsOf(here.caller)).sort()).toEqual([here.caller.sessionId, there.caller.sessionId].sort());
    expect(await toldOf(here)).not.toContain('password.changed');
  });

  it('is put off after wrong ones, with the right one too, on every device, and nobody else is', async () => {
    const [{ here, there }, { here: other }] = [await aPerson(), await aPerson()];
    const provider = withPassword();
    const { free } = loginRules.password;
    for (let time = 0; time < free; time += 1)
      expect(await change(here.caller, `wrong ${time}`)).toMatchObject(refused);
    for (const { caller } of [here, there]) {
      expect(await change(caller)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    }
    expect(provider.isSetTo()).toBe(first);
    // Their logins are not put off by it, nor their password by failed logins.
    expect((await invokeHttp('log-in', { body: { email: here.email, password: 'wrong' } })).status).toBe(401);
    expect((await change(other.caller)).status).toBe(204);
  });

  it('learns nothing from many tries at once beyond the free ones', async () => {
    const { here } = await aPerson();
    withPassword();
    const { free } = loginRules.password;
    const tries = Array.from({ length: bucketRules.password.capacity }, (_none, index) =>
      change(here.caller, `wrong ${index}`, `wrong as well ${index}`),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(free);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
  });

  it('is limited in how often it is tried', async () => {
    const { here } = await aPerson();
    withPassword();
    const Item = {
      ...keys.userBucket(here.caller.tenantId, here.caller.userId, 'password'),
      fullAtMs: Date.now() + 3_600_000,
    };
    await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item }));
    expect(await change(here.caller)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(cognito.commandCalls(AdminSetUserPasswordCommand).at(-1)?.args[0].input.Password).not.toBe(second);
  });

  it('may ask again when the answer was lost, and is told to nobody twice', async () => {
    const { here } = await aPerson();
    withPassword();
    expect((await change(here.caller)).status).toBe(204);
    const afterOne = await toldOf(here);
    expect((await change(here.caller)).status).toBe(204);
    expect(await toldOf(here)).toEqual(afterOne);
    expect(await change(here.caller, first, 'and one more good')).toMatchObject(refused);
  });

  it('ends what was left when it ended half-way, by asking again', async () => {
    const { here } = await aPerson();
    const provider = withPassword();
    // It was set, and nobody said so.
    cognito.on(AdminSetUserPasswordCommand).callsFake(() => {
      withPassword(second);
      throw new Error('it ended');
    });
    expect((await change(here.caller)).status).toBe(500);
    expect(await toldOf(here)).not.toContain('password.changed');
    expect((await change(here.caller)).status).toBe(204);
    expect(provider.isSetTo()).toBe(first);
    expect(await toldOf(here)).toContain('password.changed');
    expect(await sessionsOf(here.caller)).toEqual([here.caller.sessionId]);
  });

  it('guesses once by each try: the new one is not looked at where no change was begun', async () => {
    const { here } = await aPerson();
    withPassword();
    expect(await change(here.caller, 'wrong', first)).toMatchObject(refused);
    expect(cognito.commandCalls(AdminInitiateAuthCommand).at(-1)?.args[0].input.AuthParameters?.PASSWORD).toBe('wrong');
  });

  it('has the others ended by its event too, and keeps the one that asked and those begun since', async () => {
    const { here } = await aPerson();
    withPassword();
    await change(here.caller);
    allowAll();
    const since = await logIn(here.email);
    await bring('end-sessions', here);
    expect((await sessionsOf(here.caller)).sort()).toEqual([here.caller.sessionId, since.caller.sessionId].sort());
  });

  it('ends logins that wait for the second factor', async () => {
    const { here } = await aPerson();
    withPassword();
    const beforeMs = Date.now();
    await change(here.caller);
    const Key = keys.profile(here.caller.tenantId, here.caller.userId);
    const { Item } = await deployment.client.send(new GetCommand({ TableName: deployment.chatTable, Key }));
    expect(Item?.passwordResetAtMs).toBeGreaterThanOrEqual(beforeMs);
  });

  it('lets nobody in who showed the old one before and comes to the end of the login behind it', async () => {
    const { here } = await aPerson();
    withPassword();
    const claims = Buffer.from(JSON.stringify({ origin_jti: 'overtaken' })).toString('base64url');
    const email = here.email;
    cognito
      .on(AdminInitiateAuthCommand, { AuthParameters: { USERNAME: here.caller.userId, PASSWORD: 'old' } })
      .callsFake(async () => {
        await change(here.caller);
        return { AuthenticationResult: { AccessToken: `e30.${claims}.sig`, RefreshToken: 'overtaken' } };
      });
    expect(await invokeHttp('log-in', { body: { email, password: 'old' } })).toMatchObject(refused);
    expect(cognito.commandCalls(AdminSetUserPasswordCommand).at(-1)?.args[0].input.Password).toBe(second);
    expect(await sessionsOf(here.caller)).toEqual([here.caller.sessionId]);
  });

  it('touches nobody of another tenant', async () => {
    const { here } = await aPerson();
    withPassword();
    const caller = { ...here.caller, tenantId: aTenant() as Caller['tenantId'] };
    expect((await change(caller)).status).toBe(404);
    expect(await toldOf(here)).not.toContain('password.changed');
  });
});

describe('a common password', () => {
  const common = 'Password123';
  const told = (path: string) => ({
    status: 400,
    body: {
      code: 'VALIDATION_FAILED',
      errors: [{ path, message: 'is one of the most common passwords, which are guessed first' }],
    },
  });

  it('is refused to who registers, and makes nothing', async () => {
    const body = { email: `${aTenant()}@example.com`, password: common, displayName: 'Ada', tenant: aTenant() };
    expect(await invokeHttp('register-user', { body })).toMatchObject(told('password'));
    expect(cognito.commandCalls(AdminCreateUserCommand)).toEqual([]);
  });

  it('is refused to who resets the password, whose code stays good', async () => {
    const { here } = await aPerson();
    await invokeHttp('forgot-password', { body: { email: here.email } });
    await mailbox.deliver();
    const shown = { email: here.email, code: mailbox.codeFor(here.email) };
    const reset = (newPassword: string) => invokeHttp('reset-password', { body: { ...shown, newPassword } });
    expect(await reset(common)).toMatchObject(told('newPassword'));
    expect((await reset(second)).status).toBe(204);
    await bring('tell-account-change', here);
    expect(mailbox.mailsTo(here.email).at(-1)?.Content?.Simple?.Subject?.Data).toBe('Your password was changed');
  });

  it('is refused to who changes it, whatever the current one is', async () => {
    const { here } = await aPerson();
    const provider = withPassword();
    for (const current of [first, 'wrong']) {
      expect(await change(here.caller, current, common)).toMatchObject(told('newPassword'));
    }
    expect(provider.isSetTo()).toBe(first);
  });
});
