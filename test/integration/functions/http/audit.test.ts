import { AdminInitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BatchWriteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { AuditEntry } from '../../../../functions/contract/audit.ts';
import type { SessionId, TenantId } from '../../../../functions/contract/identifiers.ts';
import type { LoggedIn } from '../../../../functions/contract/identity.ts';
import type { Message } from '../../../../functions/contract/messages.ts';
import { auditRetentionMs } from '../../../../functions/domain/audit/audit-log.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { auditPartitions, keys } from '../../../../functions/platform/keys.ts';
import { AuditRepository } from '../../../../functions/platform/repositories/audit-repository.ts';
import { type AuditAnswer, recordAudit } from '../../../builders/audit.ts';
import { anAuditEntry } from '../../../builders/chat.ts';
import { aUserPool, notAuthorized, sessionIn } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeAction, invokeHttp } from '../../../builders/handlers.ts';
import { aRegistered, aTenant, type Registered } from '../../../builders/registered.ts';

let cognito = aUserPool();
const bus = mockClient(EventBridgeClient);
let client: DynamoDBDocumentClient;
let chatTable: string;
let auditTable: string;

beforeAll(async () => {
  ({ client, chatTable, auditTable } = await aDeployment());
});
beforeEach(() => {
  cognito.restore();
  cognito = aUserPool();
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
});

const headers = { 'user-agent': 'Firefox', 'x-correlation-id': 'request-1' };
const from = { ip: '192.0.2.1', userAgent: 'Firefox', correlationId: 'request-1' };

/** Somebody who registered and logged in; the first of a tenant is its admin. */
const aPerson = (tenant: string) => aRegistered(tenant, headers);

const page = (caller: Caller, query: Record<string, string> = {}) =>
  invokeHttp<AuditAnswer>('list-audit-entries', { caller, query });
const allOf = async (caller: Caller, query: Record<string, string> = {}): Promise<AuditEntry[]> => {
  const found: AuditEntry[] = [];
  let cursor: string | null | undefined;
  do {
    const { body }: { body: AuditAnswer } = await page(caller, { ...query, ...(cursor && { cursor }) });
    found.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor);
  return found;
};
const recorded = async (admin: Registered, query: Record<string, string> = {}): Promise<AuditEntry[]> => {
  await recordAudit(client, chatTable);
  return allOf(admin.caller, query);
};

const refused = { status: 403, body: { code: 'FORBIDDEN' } };

describe('the audit tells of', () => {
  it('registrations and logins: who, what they are then, from where and in which request', async () => {
    const admin = await aPerson(aTenant());
    const { userId, sessionId } = admin.caller;
    const entry = { id: expect.any(String), actorId: userId, before: null, timestamp: expect.any(String), ...from };
    expect(await recorded(admin)).toEqual([
      {
        ...entry,
        action: 'login.succeeded',
        target: { type: 'session', id: sessionId },
        after: { deviceId: 'phone' },
      },
      {
        ...entry,
        action: 'person.registered',
        target: { type: 'person', id: userId },
        after: { username: admin.user.username, roles: ['admin'] },
      },
    ]);
  });

  it('every end of a session, once, whatever else would end it too', async () => {
    const admin = await aPerson(aTenant());
    const { tenantId } = admin.caller;
    const [out, other, replayed, moved, refusedByPool] = [
      await aPerson(tenantId),
      await aPerson(tenantId),
      await aPerson(tenantId),
      await aPerson(tenantId),
      await aPerson(tenantId),
    ];
    const refresh = ({ refreshToken }: LoggedIn, deviceId = 'phone') =>
      invokeHttp<LoggedIn>('refresh-session', { body: { refreshToken, deviceId }, headers });
    await invokeHttp('log-out', { caller: out.caller, headers });
    await invokeHttp('log-out', { caller: out.caller, headers });
    const again = await invokeHttp<LoggedIn>('log-in', { body: { email: other.email, password: 'x' }, headers });
    const asking = { ...other.caller, sessionId: sessionIn(again.body.accessToken) as SessionId };
    const parameters = { sessionId: other.caller.sessionId };
    expect((await invokeHttp('end-session', { caller: asking, parameters, headers })).status).toBe(204);
    expect((await refresh(replayed)).status).toBe(200);
    expect((await refresh(replayed)).status).toBe(401);
    expect((await refresh(moved, 'laptop')).status).toBe(401);
    cognito.on(AdminInitiateAuthCommand).rejects(notAuthorized());
    expect((await refresh(refusedByPool)).status).toBe(401);

    const ends = (await recorded(admin)).filter(({ id }) => id.startsWith('end.'));
    const told = ({ caller: { userId, sessionId } }: Registered, action: string) =>
      expect.objectContaining({ action, actorId: userId, target: { type: 'session', id: sessionId }, ...from });
    expect(ends).toEqual([
      told(refusedByPool, 'session.refused'),
      told(moved, 'refresh.wrong-device'),
      told(replayed, 'refresh.replayed'),
      told(other, 'session.revoked'),
      told(out, 'session.logged-out'),
    ]);
  });

  it('what is done to members, messages and conversations, and holds none of their text', async () => {
    const admin = await aPerson(aTenant());
    const [bob, eve] = [await aPerson(admin.caller.tenantId), await aPerson(admin.caller.tenantId)];
    const by = { caller: admin.caller, headers };
    const people = { type: 'group', title: 'the secret title', memberIds: [bob.user.id] };
    const { body: conversation } = await invokeHttp('create-conversation', { ...by, body: people });
    const parameters = { conversationId: String(conversation.id) };
    const body = { content: 'the secret text' };
    const { body: first } = await invokeHttp<Message>('send-message', { ...by, parameters, body });
    const { body: second } = await invokeHttp<Message>('send-message', { ...by, parameters, body });
    const ofEve = { ...parameters, userId: eve.user.id };
    const changed = [
      await invokeHttp('edit-message', {
        ...by,
        parameters: { messageId: first.id },
        body: { content: 'the secret new text' },
      }),
      await invokeHttp('delete-message', { ...by, parameters: { messageId: first.id } }),
      await invokeHttp('add-member', { ...by, parameters, body: { userId: eve.user.id } }),
      await invokeHttp('change-role', { ...by, parameters: ofEve, body: { role: 'admin' } }),
      await invokeHttp('remove-member', { ...by, parameters: ofEve }),
      await invokeHttp('remove-member', {
        ...by,
        caller: bob.caller,
        parameters: { ...parameters, userId: bob.user.id },
      }),
      await invokeHttp('update-conversation', { ...by, parameters, body: { title: 'another secret title' } }),
    ];
    expect(changed.map(({ status }) => status)).toEqual([200, 204, 201, 200, 204, 204, 200]);
    const edit = { messageId: second.id, content: 'secret' };
    expect(await invokeAction(admin.caller, 'message.edit', edit)).toMatchObject({ type: 'ack' });
    expect((await invokeHttp('delete-conversation', { ...by, parameters })).status).toBe(204);

    const entries = (await recorded(admin)).filter(({ target }) => !['session'].includes(target.type));
    const { conversationId } = parameters;
    const done = (action: string, target: object, before: object | null, after: object | null) =>
      expect.objectContaining({ action, actorId: admin.user.id, target, before, after, ...from });
    const message = { type: 'message', id: first.id, conversationId };
    const member = { type: 'person', id: eve.user.id, conversationId };
    expect(entries.filter(({ action }) => action !== 'person.registered')).toEqual([
      done(
        'conversation.deleted',
        { type: 'conversation', id: conversationId },
        { type: 'group', memberCount: 1, sequenceNumber: 2 },
        null,
      ),
      expect.objectContaining({
        action: 'message.edited',
        target: { ...message, id: second.id },
        // Of the handshake, for of a frame alone nobody tells.
        ip: '192.0.2.2',
        userAgent: 'a socket',
      }),
      done('member.removed', member, { role: 'admin' }, null),
      done('member.role-changed', member, { role: 'member' }, { role: 'admin' }),
      done('member.added', member, null, { role: 'member' }),
      done('message.deleted', message, { revision: 2, senderId: admin.user.id }, { changeNumber: 2 }),
      done('message.edited', message, { revision: 1 }, { revision: 2, changeNumber: 1 }),
    ]);
    const stored = JSON.stringify((await client.send(new ScanCommand({ TableName: auditTable }))).Items);
    for (const secret of ['secret', 'a good password', admin.accessToken, admin.refreshToken]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('what was done once, once, though its events come again', async () => {
    const admin = await aPerson(aTenant());
    const once = await recorded(admin);
    expect(once).toHaveLength(2);
    expect(await recorded(admin)).toEqual(once);
  });
});

describe('a failed login', () => {
  const put = () => bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
  const fail = (body: object) => {
    cognito.on(AdminInitiateAuthCommand).rejects(notAuthorized());
    return invokeHttp('log-in', { body: { password: 'wrong password', ...body }, headers });
  };

  it('is told to the tenant of who was named, and of nobody alike, but to no tenant and without the name', async () => {
    const admin = await aPerson(aTenant());
    expect((await fail({ email: admin.email })).status).toBe(401);
    expect((await fail({ email: 'nobody@example.com' })).status).toBe(401);
    const [known, unknown] = put().map(({ DetailType, Detail }) => ({ DetailType, ...JSON.parse(String(Detail)) }));
    const { userId, tenantId } = admin.caller;
    expect(known).toMatchObject({
      DetailType: 'audit.recorded',
      tenantId,
      entry: { action: 'login.failed', actorId: userId, target: { type: 'person', id: userId }, ...from },
    });
    expect(unknown).toMatchObject({ DetailType: 'login.unknown', ...from });
    expect(put()).toHaveLength(2);
    for (const secret of ['nobody', 'wrong password']) expect(JSON.stringify(put())).not.toContain(secret);
  });

  it('is refused the same when the bus does not answer', async () => {
    const admin = await aPerson(aTenant());
    bus.on(PutEventsCommand).rejects(new Error('the bus is not there'));
    expect(await fail({ email: admin.email })).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });
});

describe('reading the audit', () => {
  it('is for admins of the tenant alone, and each sees their own', async () => {
    const [admin, other] = [await aPerson(aTenant()), await aPerson(aTenant())];
    const member = await aPerson(admin.caller.tenantId);
    await recordAudit(client, chatTable);
    expect(await page(member.caller)).toMatchObject(refused);
    expect(await page({ ...admin.caller, tenantId: other.caller.tenantId })).toMatchObject(refused);
    const seen = await allOf(other.caller);
    expect(new Set(seen.map(({ actorId }) => actorId))).toEqual(new Set([other.user.id]));
    expect(await allOf(other.caller, { actorId: admin.user.id })).toEqual([]);
  });

  it('pages newest first without a gap or a repeat, and finds by actor, action and time', async () => {
    const admin = await aPerson(aTenant());
    const member = await aPerson(admin.caller.tenantId);
    const all = await recorded(admin);
    expect(all).toHaveLength(4);
    const times = all.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort().reverse());

    const paged = await allOf(admin.caller, { limit: '1' });
    expect(paged).toEqual(all);
    const { body: first } = await page(admin.caller, { limit: '4' });
    expect([first.items.length, first.nextCursor]).toEqual([4, null]);

    const ofMember = { actorId: member.user.id };
    expect(await allOf(admin.caller, ofMember)).toEqual(all.filter(({ actorId }) => actorId === member.user.id));
    const logins = all.filter(({ action }) => action === 'login.succeeded');
    expect(await allOf(admin.caller, { action: 'login.succeeded', limit: '1' })).toEqual(logins);
    const both = { ...ofMember, action: 'login.succeeded' };
    expect(await allOf(admin.caller, both)).toEqual(logins.filter(({ actorId }) => actorId === member.user.id));

    const [, newer = '', older = ''] = times;
    expect(await allOf(admin.caller, { from: older, to: newer })).toEqual(
      all.filter(({ timestamp }) => timestamp >= older && timestamp <= newer),
    );
    expect(await allOf(admin.caller, { from: newer, to: older === newer ? '2000-01-01T00:00:00Z' : older })).toEqual(
      [],
    );
    const { body } = await page(admin.caller, { limit: '1' });
    const strange = { cursor: String(body.nextCursor), to: '2026-01-01T00:00:00Z' };
    for (const query of [strange, { cursor: 'bm9uZQ' }, { from: 'yesterday' }, { action: 'nothing' }]) {
      expect(await page(admin.caller, query)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    }
  });

  it('looks at a bounded number of entries for a page, and goes on from its cursor', async () => {
    const admin = await aPerson(aTenant());
    const { tenantId, userId } = admin.caller;
    const partition = auditPartitions.ofActor(tenantId, userId);
    const startMs = Date.now() - 3_600_000;
    const many = Array.from({ length: 1_250 }, (_, index) => {
      const timestamp = new Date(startMs + index).toISOString();
      const entry = anAuditEntry(userId, {
        id: String(index),
        timestamp,
        action: index === 0 ? 'login.succeeded' : 'message.edited',
      });
      return { PutRequest: { Item: { ...keys.auditEntry(partition, entry), ...entry } } };
    });
    for (let at = 0; at < many.length; at += 25) {
      await client.send(new BatchWriteCommand({ RequestItems: { [auditTable]: many.slice(at, at + 25) } }));
    }
    const query = { actorId: userId, action: 'login.succeeded' };
    const first = await page(admin.caller, query);
    expect(first.body).toEqual({ items: [], nextCursor: expect.any(String) });
    const second = await page(admin.caller, { ...query, cursor: String(first.body.nextCursor) });
    expect(second.body).toMatchObject({ items: [{ id: '0' }], nextCursor: null });
  });

  it('finds nothing that is older than entries are kept, though the table forgets late', async () => {
    const admin = await aPerson(aTenant());
    const audit = new AuditRepository(client, auditTable);
    const aged = (ms: number) => anAuditEntry(null, { timestamp: new Date(Date.now() - ms).toISOString() });
    await audit.add(admin.caller.tenantId as TenantId, aged(auditRetentionMs + 1_000));
    const kept = aged(auditRetentionMs - 60_000);
    await audit.add(admin.caller.tenantId as TenantId, kept);
    expect(await allOf(admin.caller, { from: '2000-01-01T00:00:00Z' })).toEqual([kept]);
  });
});
