import { randomUUID } from 'node:crypto';
import { AdminCreateUserCommand, AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { CreatedInvitation, Invitation, Tenant } from '../../../../functions/contract/admin.ts';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { TenantRepository } from '../../../../functions/platform/repositories/tenant-repository.ts';
import { type AuditAnswer, recordAudit } from '../../../builders/audit.ts';
import { aUserPool } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aRegistered, aTenant, logIn, type Registered } from '../../../builders/registered.ts';

let cognito = aUserPool();
const bus = mockClient(EventBridgeClient);
const mail = mockClient(SESv2Client);
let client: DynamoDBDocumentClient;
let chatTable: string;
let offsetMs = 0;

beforeAll(async () => {
  ({ client, chatTable } = await aDeployment());
});
beforeEach(() => {
  cognito.restore();
  cognito = aUserPool();
  bus.reset();
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  mail.reset();
  mail.on(SendEmailCommand).resolves({});
  offsetMs = 0;
  const realNow = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offsetMs);
});
afterEach(() => void jest.restoreAllMocks());

const anAddress = (domain = 'example.com') => `${randomUUID()}@${domain}`;
const register = (body: object) =>
  invokeHttp<{ tenantId?: string; userId?: string; code?: string; detail?: string }>('register-user', {
    body: { email: anAddress(), password: 'a good password', displayName: 'Ada', ...body },
  });
const settings = (caller: Caller, body: object) => invokeHttp<Tenant>('update-tenant', { caller, body });
const invite = async (caller: Caller, body: object = {}): Promise<CreatedInvitation> => {
  const answer = await invokeHttp<CreatedInvitation>('create-invitation', { caller, body });
  expect(answer.status).toBe(201);
  return answer.body;
};
const invitationsOf = async (caller: Caller, query: Record<string, string> = {}) =>
  (await invokeHttp<{ items: Invitation[]; nextCursor: string | null }>('list-invitations', { caller, query })).body;
const revoke = (caller: Caller, invitationId: string) =>
  invokeHttp('revoke-invitation', { caller, parameters: { invitationId } });
const told = async (admin: Registered) => {
  await recordAudit(client, chatTable);
  return (await invokeHttp<AuditAnswer>('list-audit-entries', { caller: admin.caller })).body.items;
};
const refused = { status: 403, body: { code: 'FORBIDDEN' } };
const withoutId = ({ status, body }: { status: number | undefined; body: object }) => ({
  status,
  body: { ...body, correlationId: '' },
});

describe('a tenant', () => {
  it('is open as it is made, and its admins say who may join it', async () => {
    const admin = await aRegistered(aTenant());
    const { tenantId } = admin.caller;
    const member = await aRegistered(tenantId);
    expect((await invokeHttp('get-tenant', { caller: admin.caller })).body).toEqual({
      id: tenantId,
      createdAt: expect.any(String),
      joining: 'open',
      domains: [],
      confirmAddresses: false,
    });
    expect(await invokeHttp('get-tenant', { caller: member.caller })).toMatchObject(refused);
    expect(await settings(member.caller, { joining: 'invitation' })).toMatchObject(refused);
    expect(await settings(admin.caller, { joining: 'email-domain' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'domains' }] },
    });
    for (const body of [{}, { joining: 'closed' }, { domains: ['no domain'] }, { domains: ['@example.com'] }]) {
      expect((await settings(admin.caller, body)).status).toBe(400);
    }

    const changed = { joining: 'email-domain', domains: ['Lab.example', 'lab.example', 'corp.example'] };
    expect(await settings(admin.caller, changed)).toMatchObject({
      status: 200,
      body: { joining: 'email-domain', domains: ['corp.example', 'lab.example'] },
    });
    expect((await settings(admin.caller, changed)).status).toBe(200);
    expect((await register({ tenant: tenantId, email: anAddress('LAB.example') })).status).toBe(201);
    for (const domain of ['example.com', 'sub.lab.example', 'notlab.example']) {
      expect(await register({ tenant: tenantId, email: anAddress(domain) })).toMatchObject(refused);
    }
    expect((await settings(admin.caller, { joining: 'invitation' })).body.domains).toHaveLength(2);
    expect(await register({ tenant: tenantId, email: anAddress('lab.example') })).toMatchObject(refused);
    expect((await settings(admin.caller, { joining: 'open' })).status).toBe(200);
    expect((await register({ tenant: tenantId })).status).toBe(201);
    const joining = (await told(admin)).filter(({ action }) => action === 'tenant.settings-changed');
    expect(joining.map(({ before, after }) => [before?.joining, after?.joining])).toEqual([
      ['invitation', 'open'],
      ['email-domain', 'invitation'],
      ['open', 'email-domain'],
    ]);
    const domains = ['corp.example', 'lab.example'];
    expect(joining[2]?.after).toEqual({ joining: 'email-domain', domains, confirmAddresses: false });
  });

  it('tells those whom it does not let join nothing: not why, and not which addresses have registered', async () => {
    const [closed, suspended] = [await aRegistered(aTenant()), await aRegistered(aTenant())];
    await settings(closed.caller, { joining: 'invitation' });
    await client.send(
      new UpdateCommand({
        TableName: chatTable,
        Key: { ...keys.tenant(suspended.caller.tenantId) },
        UpdateExpression: 'SET suspendedAt = :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
    const { token } = await invite(closed.caller, { email: 'somebody@example.com' });
    const answers = [
      await register({ tenant: closed.caller.tenantId }),
      await register({ tenant: closed.caller.tenantId, email: closed.email }),
      await register({ tenant: suspended.caller.tenantId }),
      await register({ tenant: suspended.caller.tenantId, email: suspended.email }),
      await register({ invitation: 'made up' }),
      await register({ invitation: token }),
      await register({ invitation: token, email: closed.email }),
      await register({ invitation: token, email: 'somebody@example.com', tenant: suspended.caller.tenantId }),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(withoutId(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject(refused);
  });

  it('has addresses confirmed where its admins say so, though the deployment does not ask for it', async () => {
    const admin = await aRegistered(aTenant());
    const { tenantId } = admin.caller;
    const confirming = { confirmAddresses: true };
    expect((await settings(admin.caller, confirming)).body).toMatchObject(confirming);
    expect((await invokeHttp('get-tenant', { caller: admin.caller })).body).toMatchObject(confirming);
    expect(await new TenantRepository(client, chatTable).read(tenantId)).toMatchObject(confirming);
    const kept = await settings(admin.caller, { joining: 'open' });
    expect(kept.body).toMatchObject(confirming);
    const back = await settings(admin.caller, { confirmAddresses: false });
    expect(back.body).toMatchObject({ confirmAddresses: false });
    expect((await register({ tenant: tenantId })).body).toMatchObject({ confirmationRequired: false });
  });

  it('lets nobody join by a rule that was changed while they registered', async () => {
    const admin = await aRegistered(aTenant());
    const { tenantId } = admin.caller;
    const read = jest.spyOn(TenantRepository.prototype, 'read');
    const asItWas = await new TenantRepository(client, chatTable).read(tenantId);
    await settings(admin.caller, { joining: 'invitation' });
    read.mockClear();
    read.mockResolvedValueOnce(asItWas);
    expect(await register({ tenant: tenantId })).toMatchObject(refused);
    expect(read).toHaveBeenCalledTimes(2);
    const made = cognito.commandCalls(AdminCreateUserCommand).map(({ args }) => args[0].input.Username);
    const deleted = cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input.Username);
    expect(deleted).toEqual([made.at(-1)]);
  });

  it('whose settings two admins change at once has those of one after those of the other', async () => {
    const admin = await aRegistered(aTenant());
    const wanted = Array.from({ length: 6 }, (_, index) => ({ domains: [`d${index}.example`] }));
    const answers = await Promise.all(wanted.map((body) => settings(admin.caller, body)));
    expect(answers.map(({ status }) => status)).toEqual(wanted.map(() => 200));
    const changes = (await told(admin)).filter(({ action }) => action === 'tenant.settings-changed');
    expect(changes).toHaveLength(6);
    const { body } = await invokeHttp<Tenant>('get-tenant', { caller: admin.caller });
    // Each began where another one ended: from the settings as made to those that there are.
    const states = (side: 'before' | 'after') => changes.map((change) => String(change[side]?.domains));
    expect([...states('before'), String(body.domains)].sort()).toEqual(['', ...states('after')].sort());
  });
});

describe('an invitation', () => {
  it('lets who has it join with its roles, once, whatever the tenant asks of others', async () => {
    const admin = await aRegistered(aTenant());
    await settings(admin.caller, { joining: 'invitation' });
    const invitation = await invite(admin.caller, { roles: ['admin'] });
    expect(invitation).toMatchObject({ email: null, roles: ['admin'], status: 'pending', usedBy: null, mailed: false });
    const email = anAddress();
    const joined = await register({ email, invitation: invitation.token });
    expect(joined).toMatchObject({ status: 201, body: { tenantId: admin.caller.tenantId } });
    const bob = await logIn(email);
    expect(bob.user.roles).toEqual(['admin']);
    expect(await register({ invitation: invitation.token })).toMatchObject(refused);
    expect((await invitationsOf(bob.caller)).items).toEqual([
      expect.objectContaining({ id: invitation.id, status: 'used', usedBy: bob.user.id, createdBy: admin.user.id }),
    ]);
    const entries = await told(admin);
    expect(entries.find(({ action }) => action === 'invitation.created')).toMatchObject({
      actorId: admin.user.id,
      target: { type: 'invitation', id: invitation.id },
      after: { email: null, roles: ['admin'] },
    });
    expect(
      entries.find(({ actorId, action }) => actorId === bob.user.id && action === 'person.registered'),
    ).toMatchObject({ after: { roles: ['admin'], invitationId: invitation.id } });
    expect(JSON.stringify(entries)).not.toContain(invitation.token);
    const stored = JSON.stringify((await client.send(new ScanCommand({ TableName: chatTable }))).Items);
    expect(stored).not.toContain(invitation.token);
  });

  it('is used by exactly one of 10 who register with it at once, and the others leave nothing', async () => {
    const admin = await aRegistered(aTenant());
    await settings(admin.caller, { joining: 'invitation' });
    const { token, id } = await invite(admin.caller);
    cognito.resetHistory();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register({ invitation: token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 403)]);
    const winner = answers.find(({ status }) => status === 201)?.body.userId;
    const made = cognito.commandCalls(AdminCreateUserCommand).map(({ args }) => args[0].input.Username);
    const deleted = cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input.Username);
    expect(made.filter((name) => !deleted.includes(name))).toEqual([winner]);
    const { items } = await invitationsOf(admin.caller);
    expect(items).toEqual([expect.objectContaining({ id, status: 'used', usedBy: winner })]);
    const people = await invokeHttp<{ items: object[] }>('list-admin-users', { caller: admin.caller });
    expect(people.body.items).toHaveLength(2);
  });

  it('that names an address is mailed there, and is good for it alone', async () => {
    const admin = await aRegistered(aTenant());
    const email = anAddress();
    const { token, mailed } = await invite(admin.caller, { email: email.toUpperCase() });
    expect(mailed).toBe(true);
    const [sent] = mail.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
    expect(sent?.Destination?.ToAddresses).toEqual([email]);
    expect(sent?.Content?.Simple?.Body?.Text?.Data).toContain(token);
    expect(await register({ invitation: token })).toMatchObject(refused);
    expect((await register({ email, invitation: token, tenant: admin.caller.tenantId })).status).toBe(201);
  });

  it('is the same for an address that has registered elsewhere', async () => {
    const [admin, elsewhere] = [await aRegistered(aTenant()), await aRegistered(aTenant())];
    const shown = ({ id, token, email, createdAt, expiresAt, ...rest }: CreatedInvitation) => rest;
    const [known, unknown] = [
      await invite(admin.caller, { email: elsewhere.email }),
      await invite(admin.caller, { email: anAddress() }),
    ];
    expect(shown(known)).toEqual(shown(unknown));
    expect(mail.commandCalls(SendEmailCommand)).toHaveLength(2);
  });

  it('is there to be passed on when its mail is not taken', async () => {
    const admin = await aRegistered(aTenant());
    mail.on(SendEmailCommand).rejects(new Error('no'));
    const email = anAddress();
    const { token, mailed } = await invite(admin.caller, { email });
    expect(mailed).toBe(false);
    expect((await register({ email, invitation: token })).status).toBe(201);
  });

  it('is made, listed and taken back by admins of its tenant alone', async () => {
    const [admin, stranger] = [await aRegistered(aTenant()), await aRegistered(aTenant())];
    const member = await aRegistered(admin.caller.tenantId);
    const made = [await invite(admin.caller), await invite(admin.caller), await invite(admin.caller)];
    for (const name of ['create-invitation', 'list-invitations']) {
      expect(await invokeHttp(name, { caller: member.caller })).toMatchObject(refused);
    }
    expect(await revoke(member.caller, String(made[0]?.id))).toMatchObject(refused);
    expect((await revoke(stranger.caller, String(made[0]?.id))).status).toBe(404);
    expect((await invitationsOf(stranger.caller)).items).toEqual([]);
    const first = await invitationsOf(admin.caller, { limit: '2' });
    const second = await invitationsOf(admin.caller, { limit: '2', cursor: String(first.nextCursor) });
    expect(second.nextCursor).toBeNull();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect([...first.items, ...second.items].map(({ status }) => status)).toEqual(made.map(() => 'pending'));
    const other = { ...admin.caller, tenantId: stranger.caller.tenantId as TenantId };
    expect(await invokeHttp('list-invitations', { caller: other })).toMatchObject(refused);
  });

  it('is good for nobody when it was taken back, has expired, or its secret is another', async () => {
    const admin = await aRegistered(aTenant());
    const [taken, short, other] = [
      await invite(admin.caller),
      await invite(admin.caller, { expiresInSeconds: 60 }),
      await invite(admin.caller),
    ];
    expect((await revoke(admin.caller, taken.id)).status).toBe(204);
    expect((await revoke(admin.caller, taken.id)).status).toBe(204);
    expect(await register({ invitation: taken.token })).toMatchObject(refused);
    const parts = JSON.parse(Buffer.from(other.token, 'base64url').toString()) as string[];
    const forged = Buffer.from(JSON.stringify([parts[0], parts[1], 'A'.repeat(43)])).toString('base64url');
    expect(await register({ invitation: forged })).toMatchObject(refused);
    // Last of all tests: the buckets of an address would be in the future of others.
    offsetMs += 61_000;
    expect(await register({ invitation: short.token })).toMatchObject(refused);
    const { items } = await invitationsOf(admin.caller);
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      [other.id, 'pending'],
      [short.id, 'expired'],
      [taken.id, 'revoked'],
    ]);
    expect((await register({ invitation: other.token })).status).toBe(201);
    expect((await revoke(admin.caller, other.id)).status).toBe(404);
    const revoked = (await told(admin)).filter(({ action }) => action === 'invitation.revoked');
    expect(revoked.map(({ target }) => target.id)).toEqual([taken.id]);
  });
});
