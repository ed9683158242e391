import { randomUUID } from 'node:crypto';
import { AdminInitiateAuthCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import { bucketRules } from '../../../../functions/domain/limits/limits.ts';
import { triesOfCode } from '../../../../functions/domain/mailed-codes/mailed-codes.ts';
import { requestCode } from '../../../../functions/domain/mailed-codes/request-code.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aUserPool } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aContext, anHttpEvent } from '../../../builders/lambda.ts';
import { aMailbox } from '../../../builders/mailbox.ts';

const password = 'a good password';
const cognito = aUserPool();
const mailbox = aMailbox();
/** A tenant whose people confirm their address. */
const tenant = 'confirming' as TenantId;

let deployment: Awaited<ReturnType<typeof aDeployment>>;
beforeAll(async () => {
  deployment = await aDeployment();
  const { body } = await register({ tenant, email: 'founder@example.com' });
  const caller = aCaller({ tenantId: tenant, userId: body.userId });
  expect((await invokeHttp('update-tenant', { caller, body: { confirmAddresses: true } })).status).toBe(200);
});
beforeEach(async () => {
  mailbox.queue.resetHistory();
  mailbox.ses.reset();
  mailbox.ses.on(SendEmailCommand).resolves({ MessageId: '1' });
  cognito.resetHistory();
});

const post = async (name: string, body: object, address: string = randomUUID()) => {
  const { handler } = await import(`../../../../functions/http/${name}.ts`);
  const event = anHttpEvent({ body });
  event.requestContext.http.sourceIp = address;
  const { statusCode, body: text, headers } = (await handler(event, aContext())) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, body: text ? JSON.parse(text) : undefined, headers: headers ?? {} };
};
const anAddress = () => `ada-${randomUUID()}@example.com`;
const register = async ({ email = anAddress(), ...more }: { tenant?: string; email?: string } = {}) => {
  const answer = await post('register-user', { email, password, displayName: 'Ada', ...more });
  return { email, ...answer };
};
const logIn = (email: string) => post('log-in', { email, password });
/** Somebody who has a code to do something with. */
const withCode = async (purpose: 'confirmation' | 'reset') => {
  const { email, body } = await register(purpose === 'confirmation' ? { tenant } : {});
  if (purpose === 'reset') await post('forgot-password', { email });
  await mailbox.deliver();
  return { email, code: mailbox.codeFor(email), userId: body.userId as string };
};
const wrong = (code: string) => (code === '00000000' ? '00000001' : '00000000');
const codeKey = (email: string, purpose: 'confirmation' | 'reset') => ({
  TableName: deployment.liveTable,
  Key: keys.mailedCode({ purpose, email }),
});
const change = (email: string, purpose: 'confirmation' | 'reset', set: string, value: number) =>
  deployment.client.send(
    new UpdateCommand({
      ...codeKey(email, purpose),
      UpdateExpression: `SET ${set} = :value`,
      ExpressionAttributeValues: { ':value': value },
    }),
  );
const using = (purpose: 'confirmation' | 'reset', shown: { email: string; code: string }, address?: string) =>
  purpose === 'confirmation'
    ? post('confirm-address', { email: shown.email, code: shown.code }, address)
    : post('reset-password', { email: shown.email, code: shown.code, newPassword: 'another good one' }, address);

/** What the audit is told that these people did, or what was done to their sessions. */
const toldOf = async (userId: string) => {
  const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName: deployment.chatTable }));
  return Items.flatMap(({ audit }) => (audit?.actorId === userId ? [audit.action] : [])).sort();
};

const refused = {
  status: 400,
  body: { code: 'VALIDATION_FAILED', errors: [{ path: 'code', message: 'is not the code, or can no longer be used' }] },
};

describe('a person who has to confirm the address', () => {
  it('can log in with the code that was mailed, and not before; and is answered as one with a wrong password', async () => {
    const { email, body } = await register({ tenant });
    expect(body.confirmationRequired).toBe(true);
    await mailbox.deliver();
    const before = await logIn(email);
    const unknown = await logIn(anAddress());
    const { correlationId: _one, ...told } = before.body;
    expect(unknown.body).toMatchObject(told);
    expect(before).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    // Their own account is not asked, whose right password would take longer.
    const asked = cognito
      .commandCalls(AdminInitiateAuthCommand)
      .map(({ args }) => args[0].input.AuthParameters?.USERNAME);
    expect(asked).not.toContain(body.userId);

    expect((await using('confirmation', { email, code: mailbox.codeFor(email) })).status).toBe(204);
    expect((await logIn(email)).status).toBe(200);
    expect(await toldOf(body.userId)).toContain('person.confirmed');
  });

  it('gets another code when asked for, and the last one counts', async () => {
    const { email, code } = await withCode('confirmation');
    expect((await post('resend-confirmation', { email })).status).toBe(204);
    await mailbox.deliver();
    const next = mailbox.codeFor(email);
    if (next !== code) expect(await using('confirmation', { email, code })).toMatchObject(refused);
    expect((await using('confirmation', { email, code: next })).status).toBe(204);
    mailbox.ses.resetHistory();
    expect((await post('resend-confirmation', { email })).status).toBe(204);
    await mailbox.deliver();
    expect(mailbox.mailsTo(email)).toEqual([]);
  });

  it('is confirmed by a reset as well, for it takes the mailbox too', async () => {
    const { email } = await register({ tenant });
    await post('forgot-password', { email });
    await mailbox.deliver();
    const code = /^ {4}(\d{8})$/m.exec(
      mailbox.mailsTo(email).find(({ Content }) => Content?.Simple?.Subject?.Data === 'Choose a new password')?.Content
        ?.Simple?.Body?.Text?.Data ?? '',
    )?.[1];
    expect((await using('reset', { email, code: String(code) })).status).toBe(204);
    expect((await logIn(email)).status).toBe(200);
  });
});

describe('a reset', () => {
  it('sets the new password and ends the sessions', async () => {
    const { email, code, userId } = await withCode('reset');
    const { body } = await logIn(email);
    const { refreshToken, deviceId } = body;
    expect((await using('reset', { email, code })).status).toBe(204);
    expect(cognito.commandCalls(AdminSetUserPasswordCommand).at(-1)?.args[0].input).toMatchObject({
      Username: userId,
      Password: 'another good one',
      Permanent: true,
    });
    expect((await post('refresh-session', { refreshToken, deviceId })).status).toBe(401);
    expect(await toldOf(userId)).toEqual(['password.reset', 'person.registered', 'session.revoked']);
  });

  it('that ends half-way can be done again with the same code, after the time that it could still be under way', async () => {
    const { email, code, userId } = await withCode('reset');
    cognito.on(AdminSetUserPasswordCommand).rejects(new Error('it ended'));
    expect((await using('reset', { email, code })).status).toBe(500);
    cognito.on(AdminSetUserPasswordCommand).resolves({});
    expect(await using('reset', { email, code })).toMatchObject(refused);
    await change(email, 'reset', 'claimedUntilMs', Date.now() - 1);
    expect((await using('reset', { email, code })).status).toBe(204);
    expect((await toldOf(userId)).filter((action) => action === 'password.reset')).toHaveLength(1);
  });
});

describe.each(['confirmation', 'reset'] as const)('a code for a %s', (purpose) => {
  it('is good once', async () => {
    const shown = await withCode(purpose);
    expect((await using(purpose, shown)).status).toBe(204);
    expect(await using(purpose, shown)).toMatchObject(refused);
    // Not only until its claim ends.
    expect((await deployment.client.send(new GetCommand(codeKey(shown.email, purpose)))).Item).toBeUndefined();
  });

  it('is good for one of many who show it at once', async () => {
    const shown = await withCode(purpose);
    const answers = await Promise.all([1, 2, 3, 4].map(() => using(purpose, shown)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400]);
  });

  it('is not another purpose’s', async () => {
    const { email, code } = await withCode(purpose);
    expect(await using(purpose === 'reset' ? 'confirmation' : 'reset', { email, code })).toMatchObject(refused);
  });

  it('is no longer good after ten minutes', async () => {
    const shown = await withCode(purpose);
    const { Item } = await deployment.client.send(new GetCommand(codeKey(shown.email, purpose)));
    expect(Item?.expiresAtMs).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(Item?.expiresAtMs).toBeLessThanOrEqual(Date.now() + 10 * 60_000);
    await change(shown.email, purpose, 'expiresAtMs', Date.now() - 1);
    expect(await using(purpose, shown)).toMatchObject(refused);
  });

  it('is no longer good after five tries, many at once too', async () => {
    const { email, code } = await withCode(purpose);
    const tries = await Promise.all(
      Array.from({ length: triesOfCode }, () => using(purpose, { email, code: wrong(code) })),
    );
    for (const answer of tries) expect(answer).toMatchObject(refused);
    expect(await using(purpose, { email, code })).toMatchObject(refused);
  });

  it('is answered alike where nobody has the address, and leaves nothing', async () => {
    const { email, code } = await withCode(purpose);
    const [known, unknown] = [
      await using(purpose, { email, code: wrong(code) }),
      await using(purpose, { email: anAddress(), code }),
    ];
    const { correlationId: _one, ...told } = known.body;
    const { correlationId: _other, ...toldToo } = unknown.body;
    expect([unknown.status, toldToo]).toEqual([known.status, told]);
  });

  it('is not in the table, nor in what waits', async () => {
    const { email, code } = await withCode(purpose);
    const { Items = [] } = await deployment.client.send(new ScanCommand({ TableName: deployment.liveTable }));
    expect(JSON.stringify(Items)).not.toContain(code);
    expect(JSON.stringify(Items)).not.toContain(email);
  });
});

describe('asking for a code', () => {
  it('does the same whether or not anybody has the address, and only who has it is mailed', async () => {
    const [{ email }, unknown] = [await register(), anAddress()];
    mailbox.queue.resetHistory();
    expect((await post('forgot-password', { email })).status).toBe(204);
    expect((await post('forgot-password', { email: unknown })).status).toBe(204);
    expect(mailbox.requests().map((body) => Object.keys(JSON.parse(body)))).toEqual([
      ['requestId', 'purpose', 'email', 'tenantId'],
      ['requestId', 'purpose', 'email', 'tenantId'],
    ]);
    expect(await mailbox.deliver()).toEqual({ batchItemFailures: [] });
    expect(mailbox.mailsTo(email)).toHaveLength(1);
    expect(mailbox.mailsTo(unknown)).toHaveLength(0);
  });

  it('mails once where the queue delivers twice, and again where the mail was not taken', async () => {
    const { email } = await register();
    await post('forgot-password', { email });
    const requests = mailbox.requests();
    mailbox.ses.on(SendEmailCommand).rejects(new Error('busy'));
    expect((await mailbox.deliver(requests)).batchItemFailures).toHaveLength(1);
    mailbox.ses.on(SendEmailCommand).resolves({ MessageId: '1' });
    mailbox.ses.resetHistory();
    await mailbox.deliver(requests);
    await mailbox.deliver(requests);
    expect(mailbox.mailsTo(email)).toHaveLength(1);
    expect((await using('reset', { email, code: mailbox.codeFor(email) })).status).toBe(204);
  });

  it('mails nothing for the earlier of two requests that comes last, so that the last mail has the code that counts', async () => {
    const { email } = await register();
    mailbox.queue.resetHistory();
    await post('forgot-password', { email });
    await post('forgot-password', { email });
    const [earlier, later] = mailbox.requests();
    for (const request of [later, earlier]) {
      expect(await mailbox.deliver([String(request)])).toEqual({ batchItemFailures: [] });
    }
    expect(mailbox.mailsTo(email)).toHaveLength(1);
    expect((await using('reset', { email, code: mailbox.codeFor(email) })).status).toBe(204);
  });

  it('is put off when it is too often for a mailbox, whoever has it, or from an address', async () => {
    const email = anAddress();
    for (let time = 0; time < bucketRules['get-code'].capacity; time += 1) {
      expect((await post('forgot-password', { email })).status).toBe(204);
    }
    const limited = await post('resend-confirmation', { email });
    expect(limited).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);

    const address = '203.0.113.7';
    const statuses = await Promise.all(
      Array.from({ length: bucketRules['ask-for-code'].capacity + 5 }, async () => {
        return (await post('forgot-password', { email: anAddress() }, address)).status;
      }),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });
});

describe('trying codes', () => {
  it('is put off when it is too often for a mailbox, with the right code too, and whoever has it', async () => {
    for (const email of [(await withCode('reset')).email, anAddress()]) {
      for (let time = 0; time < bucketRules['try-code'].capacity; time += 1) {
        expect((await using('reset', { email, code: '12345678' })).status).toBe(400);
      }
      expect(await using('reset', { email, code: '12345678' })).toMatchObject({ status: 429 });
    }
  });
});

describe('a deployment that sends no mail', () => {
  it('says so, to everybody', async () => {
    const sender = process.env.MAIL_SENDER;
    process.env.MAIL_SENDER = '';
    const { requestCodeDeps } = await import('../../../../functions/platform/mailed-code-deps.ts');
    const deps = requestCodeDeps();
    process.env.MAIL_SENDER = sender;
    await expect(requestCode(deps, { purpose: 'reset', email: anAddress(), address: '192.0.2.9' })).rejects.toThrow(
      'the deployment sends no mail',
    );
    expect(mailbox.requests()).toEqual([]);
  });
});
