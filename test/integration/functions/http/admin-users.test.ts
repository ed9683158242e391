import { AdminInitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { AdminUser } from '../../../../functions/contract/admin.ts';
import type { AuditEntry } from '../../../../functions/contract/audit.ts';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { type AuditAnswer, eventsOfAudit, recordAudit } from '../../../builders/audit.ts';
import { aUserPool } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aContext } from '../../../builders/lambda.ts';
import { aRegistered, aTenant, logIn, type Registered } from '../../../builders/registered.ts';

let cognito = aUserPool();
const bus = mockClient(EventBridgeClient);
let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let offsetMs = 0;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
});
beforeEach(() => {
  cognito.restore();
  cognito = aUserPool();
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  // Functions remember for 5 s whether a tenant is denied.
  offsetMs = 0;
  const realNow = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offsetMs);
});
afterEach(() => void jest.restoreAllMocks());

const change = (caller: Caller, userId: string, body: object) =>
  invokeHttp<AdminUser & { code?: string }>('update-admin-user', { caller, parameters: { userId }, body });
const list = async (caller: Caller, name = 'list-admin-users', query: Record<string, string> = {}) =>
  (await invokeHttp<{ items: { id: string }[]; nextCursor: string | null }>(name, { caller, query })).body;
const entriesOf = async (admin: Registered): Promise<readonly AuditEntry[]> => {
  await recordAudit(client, chatTable);
  return (await invokeHttp<AuditAnswer>('list-audit-entries', { caller: admin.caller })).body.items;
};
/** What the bus brings to who ends the sessions of those who were shut out. */
const endSessions = async (tenantId: string): Promise<void> => {
  const { handler } = await import('../../../../functions/events/end-sessions.ts');
  for (const detail of await eventsOfAudit(client, chatTable)) {
    if (detail.tenantId === tenantId) await handler({ detail } as never, aContext());
  }
};
const read = async (TableName: string, Key: object) =>
  (await client.send(new GetCommand({ TableName, Key: { ...Key } }))).Item;

const refused = { status: 403, body: { code: 'FORBIDDEN' } };
const aPair = async () => {
  const admin = await aRegistered(aTenant());
  return [admin, await aRegistered(admin.caller.tenantId)] as const;
};

describe('an admin', () => {
  it('sees the people of the tenant, and no others do', async () => {
    const [admin, bob] = await aPair();
    const stranger = await aRegistered(aTenant());
    const all = await list(admin.caller);
    expect(all.items).toHaveLength(2);
    expect(all.items).toContainEqual({
      id: bob.user.id,
      username: bob.user.username,
      email: bob.email,
      displayName: 'Ada',
      roles: [],
      active: true,
      mfaEnabled: false,
      createdAt: expect.any(String),
    });
    const first = await list(admin.caller, undefined, { limit: '1' });
    const second = await list(admin.caller, undefined, { limit: '1', cursor: String(first.nextCursor) });
    expect([...first.items, ...second.items]).toEqual(all.items);
    for (const caller of [bob.caller, { ...admin.caller, tenantId: stranger.caller.tenantId }]) {
      const parameters = { userId: bob.user.id };
      expect(await invokeHttp('list-admin-users', { caller })).toMatchObject(refused);
      expect(await invokeHttp('get-admin-user', { caller, parameters })).toMatchObject(refused);
      expect(await change(caller, bob.user.id, { roles: ['admin'] })).toMatchObject(refused);
    }
    for (const caller of [stranger.caller]) {
      expect((await change(caller, bob.user.id, { active: false })).status).toBe(404);
      expect((await invokeHttp('get-admin-user', { caller, parameters: { userId: bob.user.id } })).status).toBe(404);
    }
    expect((await list(admin.caller)).items).toEqual(all.items);
  });

  it('gives and takes roles, which count at once whatever an access token says, and the audit tells of it', async () => {
    const [admin, bob] = await aPair();
    expect(await change(admin.caller, bob.user.id, { roles: ['admin', 'admin'] })).toMatchObject({
      status: 200,
      body: { id: bob.user.id, roles: ['admin'], active: true },
    });
    expect(await change(admin.caller, bob.user.id, { roles: ['admin'] })).toMatchObject({ status: 200 });
    expect((await invokeHttp('list-admin-users', { caller: bob.caller })).status).toBe(200);
    expect((await change(bob.caller, admin.user.id, { roles: [] })).status).toBe(200);
    expect(await invokeHttp('list-admin-users', { caller: admin.caller })).toMatchObject(refused);
    const told = (await entriesOf(bob)).filter(({ action }) => action === 'person.roles-changed');
    expect(told).toEqual([
      expect.objectContaining({
        actorId: bob.user.id,
        target: { type: 'person', id: admin.user.id },
        before: { roles: ['admin'] },
        after: { roles: [] },
      }),
      expect.objectContaining({ actorId: admin.user.id, before: { roles: [] }, after: { roles: ['admin'] } }),
    ]);
  });

  it('can not leave the tenant without an admin, alone or with another one at the same time', async () => {
    const [admin, bob] = await aPair();
    expect(await change(admin.caller, admin.user.id, { roles: [] })).toMatchObject(refused);
    expect(await change(admin.caller, admin.user.id, { active: false })).toMatchObject(refused);
    for (let round = 0; round < 5; round += 1) {
      await change(admin.caller, bob.user.id, { roles: ['admin'] });
      await change(bob.caller, admin.user.id, { roles: ['admin'] });
      const both = await Promise.all([
        change(admin.caller, bob.user.id, { roles: [] }),
        change(bob.caller, admin.user.id, round % 2 === 0 ? { roles: [] } : { active: false }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
      const left = both[0].status === 200 ? admin : bob;
      expect((await invokeHttp('list-admin-users', { caller: left.caller })).status).toBe(200);
      for (const one of [admin, bob]) await change(left.caller, one.user.id, { active: true, roles: ['admin'] });
    }
  });
});

describe('a person who is shut out', () => {
  it('can do nothing and log in no more, with the right password as with a wrong one', async () => {
    const [admin, bob] = await aPair();
    expect(await change(admin.caller, bob.user.id, { active: false })).toMatchObject({
      status: 200,
      body: { active: false },
    });
    const login = () => invokeHttp('log-in', { body: { email: bob.email, password: 'x' } });
    cognito.resetHistory();
    expect(await login()).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    // The provider is not asked for them, so that it takes as long as a wrong password.
    const asked = cognito.commandCalls(AdminInitiateAuthCommand).map(({ args }) => args[0].input.AuthParameters);
    expect(asked.map((parameters) => parameters?.USERNAME === bob.user.id)).toEqual([false]);
    for (let more = 0; more < 7; more += 1) expect((await login()).status).toBe(401);
    expect((await login()).status).toBe(429);
    const refresh = { refreshToken: bob.refreshToken, deviceId: bob.deviceId };
    expect((await invokeHttp('refresh-session', { body: refresh })).status).toBe(401);
    expect((await invokeHttp('get-me', { caller: bob.caller })).status).toBe(401);
  });

  it('is shut out by their profile too, should the Live table have lost it', async () => {
    const [admin, bob] = await aPair();
    await change(admin.caller, bob.user.id, { active: false });
    const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
    const Key = { ...keys.userDenial(bob.caller.tenantId, bob.user.id) };
    await client.send(new DeleteCommand({ TableName: liveTable, Key }));
    const again = await invokeHttp('log-in', { body: { email: bob.email, password: 'x' } });
    expect(again).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    const refresh = { refreshToken: bob.refreshToken, deviceId: bob.deviceId };
    expect((await invokeHttp('refresh-session', { body: refresh })).status).toBe(401);
  });

  it('is found by admins alone, keeps what they had, and is let in again to all of it', async () => {
    const [admin, bob] = await aPair();
    const { body: conversation } = await invokeHttp('create-conversation', {
      caller: admin.caller,
      body: { type: 'group', title: 'Lab', memberIds: [bob.user.id] },
    });
    const parameters = { conversationId: String(conversation.id) };
    await invokeHttp('send-message', { caller: bob.caller, parameters, body: { content: 'mine' } });
    await change(admin.caller, bob.user.id, { active: false });
    const ids = async (name?: string) => (await list(admin.caller, name)).items.map(({ id }) => id).sort();
    expect(await ids('list-users')).toEqual([admin.user.id]);
    expect(await ids()).toEqual([admin.user.id, bob.user.id].sort());
    const messages = await invokeHttp('list-messages', { caller: admin.caller, parameters });
    expect(messages.body.items).toEqual([expect.objectContaining({ senderId: bob.user.id, content: 'mine' })]);

    expect(await change(admin.caller, bob.user.id, { active: true })).toMatchObject({ body: { active: true } });
    expect(await ids('list-users')).toEqual([admin.user.id, bob.user.id].sort());
    const back = await logIn(bob.email);
    const inbox = await invokeHttp('list-conversations', { caller: back.caller });
    expect(inbox.body.items).toEqual([expect.objectContaining({ id: conversation.id, sequenceNumber: 1 })]);
    const told = (await entriesOf(admin)).map(({ action }) => action).filter((action) => action.includes('activated'));
    expect(told).toEqual(['person.reactivated', 'person.deactivated']);
  });

  it('has their sessions ended, once, and not those that they began when they were let in again', async () => {
    const [admin, bob] = await aPair();
    const second = await logIn(bob.email);
    await change(admin.caller, bob.user.id, { active: false });
    await change(admin.caller, bob.user.id, { active: true });
    offsetMs += 1_000;
    const back = await logIn(bob.email);
    const { tenantId } = bob.caller;
    await endSessions(tenantId);
    await endSessions(tenantId);
    const sessionOf = ({ caller }: Registered) =>
      read(chatTable, keys.session(caller.tenantId, caller.userId, caller.sessionId));
    expect(await sessionOf(bob)).toBeUndefined();
    expect(await sessionOf(second)).toBeUndefined();
    expect(await sessionOf(back)).toBeDefined();
    expect(await sessionOf(admin)).toBeDefined();
    expect(await read(liveTable, keys.sessionDenial(bob.caller))).toBeDefined();
    const told = (await entriesOf(admin)).filter(({ action }) => action === 'session.revoked');
    expect(told.map(({ actorId, target }) => [actorId, target.id]).sort()).toEqual(
      [bob, second].map(({ caller }) => [admin.user.id, caller.sessionId]).sort(),
    );
  });

  it('stays where they are when nothing of a change could be written', async () => {
    const [admin, bob] = await aPair();
    const before = (await client.send(new ScanCommand({ TableName: chatTable }))).Items;
    for (const body of [{}, { active: 'no' }, { roles: ['owner'] }, { active: true, more: 1 }]) {
      expect((await change(admin.caller, bob.user.id, body)).status).toBe(400);
    }
    expect((await change(admin.caller, 'nobody', { active: false })).status).toBe(404);
    expect((await change(admin.caller, bob.user.id, { active: true, roles: [] })).status).toBe(200);
    expect((await client.send(new ScanCommand({ TableName: chatTable }))).Items).toEqual(before);
  });
});

describe('a tenant that is suspended', () => {
  const suspend = async (tenantId: string, suspended: boolean) => {
    const { suspendTenant } = await import('../../../../functions/domain/tenants/suspend-tenant.ts');
    const { SuspensionRepository } = await import(
      '../../../../functions/platform/repositories/suspension-repository.ts'
    );
    const { systemClock } = await import('../../../../functions/domain/clock.ts');
    const deps = {
      suspensions: new SuspensionRepository(client, { chat: chatTable, live: liveTable }),
      clock: systemClock,
      newId: () => crypto.randomUUID(),
    };
    const origin = { correlationId: 'c', ip: null, userAgent: null };
    return suspendTenant(deps, { tenantId: tenantId as TenantId, suspended, origin });
  };

  it('lets nobody do anything, admins neither, until it is resumed: all sessions go on then', async () => {
    const [admin, bob] = await aPair();
    const { tenantId } = admin.caller;
    expect(await suspend(tenantId, true)).toBe('changed');
    expect(await suspend(tenantId, true)).toBe('unchanged');
    offsetMs += 5_001;
    for (const { caller, email, refreshToken, deviceId } of [admin, bob]) {
      expect((await invokeHttp('get-me', { caller })).status).toBe(401);
      const login = await invokeHttp('log-in', { body: { email, password: 'x' } });
      expect(login).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
      expect((await invokeHttp('refresh-session', { body: { refreshToken, deviceId } })).status).toBe(401);
    }
    const other = await aRegistered(aTenant());
    expect((await invokeHttp('get-me', { caller: other.caller })).status).toBe(200);

    expect(await suspend(tenantId, false)).toBe('changed');
    expect(await suspend(tenantId, false)).toBe('unchanged');
    offsetMs += 5_001;
    for (const { caller, refreshToken, deviceId } of [admin, bob]) {
      expect((await invokeHttp('get-me', { caller })).status).toBe(200);
      expect((await invokeHttp('refresh-session', { body: { refreshToken, deviceId } })).status).toBe(200);
    }
    const told = (await entriesOf(admin)).filter(({ target }) => target.type === 'tenant');
    expect(told.map(({ action, actorId, target }) => [action, actorId, target.id])).toEqual([
      ['tenant.resumed', 'operator', tenantId],
      ['tenant.suspended', 'operator', tenantId],
    ]);
    await expect(suspend('nowhere', true)).rejects.toThrow('cannot find tenant');
  });
});
