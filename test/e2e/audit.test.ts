import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import type { AuditAnswer } from '../builders/audit.ts';
import { eventually } from './support/eventually.ts';
import { aTenant, call, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

const tenant = aTenant();
let admin: Person;
let bob: Person;
let socket: Socket;

beforeAll(async () => {
  admin = await Person.register('admin', tenant);
  bob = await Person.register('bob', tenant);
  socket = await admin.connect();
}, 60_000);
afterAll(() => socket.close());

const page = (person: Person, query = '') => person.call<AuditAnswer>('GET', `/admin/audit?${query}`);

/** The audit once it tells of all these, and no more of what it is asked for. */
const told = (query: string, actions: readonly string[]): Promise<readonly AuditEntry[]> =>
  eventually(async () => {
    const { items } = (await page(admin, query)).body;
    return JSON.stringify(items.map(({ action }) => action)) === JSON.stringify(actions) ? items : undefined;
  });

describe('the audit', () => {
  it('tells the admins of what happened in the tenant, whichever way it was asked for, and nobody else', async () => {
    const { id: conversationId } = await admin.startConversation([bob]);
    const send = async (content: string) =>
      (await admin.call<{ id: string }>('POST', `/conversations/${conversationId}/messages`, { content })).body.id;
    const [first, second] = [await send('one secret'), await send('two secret')];
    const wrong = { email: bob.email, password: 'wrong secret' };
    expect((await call('POST', '/api/v1/auth/login', { body: wrong })).status).toBe(401);
    expect((await admin.call('PUT', `/messages/${first}`, { content: 'another secret' })).status).toBe(200);
    expect((await socket.ask('message.delete', { messageId: second })).type).toBe('ack');
    expect((await admin.call('DELETE', `/conversations/${conversationId}/members/${bob.id}`)).status).toBe(204);
    expect((await admin.call('DELETE', `/conversations/${conversationId}`)).status).toBe(204);
    expect((await bob.call('POST', '/auth/logout')).status).toBe(204);

    const ofBob = await told(`actorId=${bob.id}`, [
      'session.logged-out',
      'login.failed',
      'login.succeeded',
      'person.registered',
    ]);
    const done = ['conversation.deleted', 'member.removed', 'message.deleted', 'message.edited'];
    const ofAdmin = await told(`actorId=${admin.id}`, [...done, 'login.succeeded', 'person.registered']);
    for (const { ip, timestamp, correlationId } of [...ofBob, ...ofAdmin]) {
      expect(ip).toMatch(/^[\d.:a-f]+$/);
      expect([Number.isNaN(Date.parse(timestamp)), correlationId === '']).toEqual([false, false]);
    }
    expect(ofAdmin.find(({ action }) => action === 'message.edited')).toMatchObject({
      target: { type: 'message', id: first, conversationId },
      before: { revision: 1 },
      after: { revision: 2 },
      userAgent: expect.stringMatching(/./),
    });
    expect(ofAdmin.find(({ action }) => action === 'member.removed')).toMatchObject({
      target: { type: 'person', id: bob.id, conversationId },
      before: { role: 'member' },
    });

    const { body: all } = await page(admin);
    expect(all.items).toHaveLength(ofBob.length + ofAdmin.length);
    expect(JSON.stringify(all)).not.toContain('secret');
    const { body: newest } = await page(admin, 'limit=3');
    expect(newest).toEqual({ items: all.items.slice(0, 3), nextCursor: expect.any(String) });
    const rest = await page(admin, `limit=100&cursor=${newest.nextCursor}`);
    expect([...newest.items, ...rest.body.items]).toEqual(all.items);
    expect((await page(admin, 'action=login.failed')).body.items).toEqual([ofBob[1]]);

    const carl = await Person.register('carl', tenant);
    const stranger = await Person.register('stranger', aTenant());
    expect(await page(carl)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const theirs = await eventually(async () => {
      const { items } = (await page(stranger)).body;
      return items.length === 2 ? items : undefined;
    });
    expect(theirs.map(({ actorId }) => actorId)).toEqual([stranger.id, stranger.id]);
  }, 60_000);
});
