import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AdminUser } from '../../../../functions/contract/admin.ts';
import type { UserId } from '../../../../functions/contract/identifiers.ts';
import { auditEntry } from '../../../../functions/domain/audit/audit-entry.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../../../../functions/domain/mfa/recovery-codes.ts';
import { accountEntry } from '../../../../functions/domain/users/account-entry.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { SecondFactorRepository } from '../../../../functions/platform/repositories/second-factor-repository.ts';
import { type AuditAnswer, eventsOfAudit, recordAudit } from '../../../builders/audit.ts';
import { aUserPool } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aContext } from '../../../builders/lambda.ts';
import { aMailbox } from '../../../builders/mailbox.ts';
import { aRegistered, aTenant, logIn, type Registered } from '../../../builders/registered.ts';

aUserPool();
const mailbox = aMailbox();
const origin = { correlationId: 'c', ip: null, userAgent: null };
let deployment: Awaited<ReturnType<typeof aDeployment>>;
let factors: SecondFactorRepository;

beforeAll(async () => {
  deployment = await aDeployment();
  factors = new SecondFactorRepository(deployment.client, {
    chat: deployment.chatTable,
    live: deployment.liveTable,
  });
});
beforeEach(() => void mailbox.ses.resetHistory());

const recoveryCode = String(newRecoveryCodes()[0]);
/** Switches the second factor of somebody on who is signed in. */
const switchOn = async ({ caller }: Registered): Promise<void> => {
  const factor = { sealedSecret: 'sealed', step: 1, recoveryHashes: [hashRecoveryCode(recoveryCode)] };
  const entry = accountEntry(randomUUID(), 'mfa.enabled', caller, origin, systemClock);
  expect(await factors.enable(caller, factor, entry)).toBe(true);
};
/** An admin, and a person who is signed in on two devices and has a second factor. */
const aPair = async () => {
  const admin = await aRegistered(aTenant());
  const bob = await aRegistered(admin.caller.tenantId);
  const second = await logIn(bob.email);
  await switchOn(bob);
  return { admin, bob, second };
};
const remove = (caller: Caller, userId: string) => invokeHttp('remove-mfa', { caller, parameters: { userId } });
const seenBy = async ({ caller }: Registered, { user }: Registered) =>
  (await invokeHttp<AdminUser>('get-admin-user', { caller, parameters: { userId: user.id } })).body;
const read = async (table: 'chatTable' | 'liveTable', Key: object) =>
  (await deployment.client.send(new GetCommand({ TableName: deployment[table], Key: { ...Key } }))).Item;
const sessionOf = ({ caller }: Registered) =>
  read('chatTable', keys.session(caller.tenantId, caller.userId, caller.sessionId));
const removals = async (admin: Registered) => {
  await recordAudit(deployment.client, deployment.chatTable);
  const { body } = await invokeHttp<AuditAnswer>('list-audit-entries', { caller: admin.caller });
  return body.items.filter(({ action }) => action === 'mfa.removed');
};
/** Brings what the bus has of a tenant to a consumer. */
const bring = async (consumer: string, { caller }: Registered) => {
  const { handler } = await import(`../../../../functions/events/${consumer}.ts`);
  for (const detail of await eventsOfAudit(deployment.client, deployment.chatTable)) {
    if (detail.tenantId === caller.tenantId) await handler({ detail } as never, aContext());
  }
};
const challenge = async ({ email }: Registered) => {
  const { body } = await invokeHttp('log-in', { body: { email, password: 'x' } });
  expect(Object.keys(body)).toEqual(['mfaRequired', 'session']);
  return { email, session: body.session };
};

describe('a second factor that was lost', () => {
  it('is taken away by an admin: the password alone lets in, all sessions end, and the audit tells of it, once', async () => {
    const { admin, bob, second } = await aPair();
    expect(await seenBy(admin, bob)).toMatchObject({ mfaEnabled: true });
    for (let time = 0; time < 2; time += 1) {
      expect(await remove(admin.caller, bob.user.id)).toEqual({ status: 204, body: undefined });
    }
    expect(await seenBy(admin, bob)).toMatchObject({ mfaEnabled: false });
    expect(await read('chatTable', keys.secondFactor(bob.caller))).toBeUndefined();
    for (const one of [bob, second]) {
      expect(await sessionOf(one)).toBeUndefined();
      expect(await read('liveTable', keys.sessionDenial(one.caller))).toBeDefined();
    }
    expect(await sessionOf(admin)).toBeDefined();
    expect(await removals(admin)).toEqual([
      expect.objectContaining({ actorId: admin.user.id, target: { type: 'person', id: bob.user.id } }),
    ]);
    const back = await logIn(bob.email);
    await bring('end-sessions', admin);
    expect(await sessionOf(back)).toBeDefined();
    await switchOn(back);
    expect(await seenBy(admin, bob)).toMatchObject({ mfaEnabled: true });
  });

  it('is told of by mail to whose it was', async () => {
    const { admin, bob } = await aPair();
    await remove(admin.caller, bob.user.id);
    await bring('tell-account-change', admin);
    const subjects = mailbox.mailsTo(bob.email).map(({ Content }) => Content?.Simple?.Subject?.Data);
    expect(subjects).toEqual(['Your second factor was removed']);
    expect(mailbox.mailsTo(admin.email)).toEqual([]);
  });

  it('has the sessions ended by its event, where the function ended right after its write', async () => {
    const { admin, bob, second } = await aPair();
    const target = { type: 'person', id: bob.user.id } as const;
    const audited = { action: 'mfa.removed', actorId: admin.user.id, target } as const;
    const entry = auditEntry(randomUUID(), audited, origin, systemClock);
    expect(await factors.remove(bob.caller, admin.caller.userId, entry)).toBe('removed');
    expect(await sessionOf(second)).toBeDefined();
    await bring('end-sessions', admin);
    expect([await sessionOf(bob), await sessionOf(second)]).toEqual([undefined, undefined]);
  });

  it('is not taken away from a login that waits for it, which does not go on', async () => {
    const { admin, bob } = await aPair();
    const waits = await challenge(bob);
    await remove(admin.caller, bob.user.id);
    expect(await invokeHttp('verify-mfa', { body: { ...waits, recoveryCode } })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
  });

  it('stays with who is no admin, in the transaction too, with strangers and with oneself', async () => {
    const { admin, bob } = await aPair();
    await switchOn(admin);
    const [carl, stranger] = [await aRegistered(admin.caller.tenantId), await aRegistered(aTenant())];
    const forbidden = { status: 403, body: { code: 'FORBIDDEN' } };
    for (const [caller, userId, status] of [
      [carl.caller, bob.user.id, 403],
      [bob.caller, bob.user.id, 403],
      [stranger.caller, bob.user.id, 404],
      [admin.caller, 'nobody', 404],
      [admin.caller, stranger.user.id, 404],
    ] as const) {
      expect((await remove(caller, userId)).status).toBe(status);
    }
    expect(await remove(admin.caller, admin.user.id)).toMatchObject(forbidden);
    const entry = accountEntry(randomUUID(), 'mfa.removed', bob.caller, origin, systemClock);
    expect(await factors.remove(bob.caller, carl.caller.userId as UserId, entry)).toBe('not-admin');
    for (const one of [admin, bob]) {
      expect(await seenBy(admin, one)).toMatchObject({ mfaEnabled: true });
      expect(await read('chatTable', keys.secondFactor(one.caller))).toBeDefined();
      expect(await sessionOf(one)).toBeDefined();
    }
    expect(await removals(admin)).toEqual([]);
  });

  it('is none where somebody has none: nothing is done, and no session ends', async () => {
    const { admin, bob } = await aPair();
    const carl = await aRegistered(admin.caller.tenantId);
    expect((await remove(admin.caller, carl.user.id)).status).toBe(204);
    expect(await sessionOf(carl)).toBeDefined();
    expect(await sessionOf(bob)).toBeDefined();
    expect(await removals(admin)).toEqual([]);
  });
});
