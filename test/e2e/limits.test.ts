import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { systemClock } from '../../functions/domain/clock.ts';
import { bucketRules, mostConnections } from '../../functions/domain/limits/limits.ts';
import { keys } from '../../functions/platform/keys.ts';
import { ConnectionRepository } from '../../functions/platform/repositories/connection-repository.ts';
import { tables } from './support/cloud.ts';
import { output } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { countFailures, drain, refill } from './support/limits.ts';
import { codeMailedTo, mailTo } from './support/mail.ts';
import { type Answer, aTenant, call, Person } from './support/person.ts';
import { searching } from './support/search.ts';
import type { Frame, Socket } from './support/socket.ts';

let tenant: string;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  tenant = aTenant();
  // The first person of a tenant is its admin.
  ada = await Person.register('ada', tenant);
  ben = await Person.register('ben', tenant);
});

const logIn = (email: string, password: string = Person.password) =>
  call('POST', '/api/v1/auth/login', { body: { email, password } });
const policyOf = (action: keyof typeof bucketRules) => {
  const { capacity, refillMs } = bucketRules[action];
  return `"${action}";q=${capacity};w=${Math.ceil((capacity * refillMs) / 1_000)}`;
};
const expectRefusal = ({ status, headers, body }: Answer, policy: string) => {
  expect({ status, body }).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('ratelimit-policy')).toBe(policy);
};
const expectRefusalFrame = (frame: Frame) => {
  expect(frame).toMatchObject({ type: 'error', code: 'RATE_LIMITED', retryable: true });
  expect(frame.retryAfterMs).toBeGreaterThan(0);
};

describe('failed logins', () => {
  it('meet 429 between the 6th and the 20th, with the right password too, and another account does not', async () => {
    const statuses: number[] = [];
    while (statuses.length < 20 && statuses.at(-1) !== 429) statuses.push((await logIn(ada.email, 'wrong')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeGreaterThanOrEqual(6);
    expect(statuses.slice(0, -1).every((status) => status === 401)).toBe(true);

    const right = await logIn(ada.email, Person.password);
    expect(right).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(right.headers.get('retry-after')).toMatch(/^([1-9]|[12]\d|30)$/);
    expect((await logIn(ben.email, Person.password)).status).toBe(200);
  });
});

describe('a person who sends too often', () => {
  let ofAda: Socket;
  let conversationId: string;

  beforeAll(async () => {
    ofAda = await ada.connect();
    conversationId = (await ada.startConversation([ben])).id;
  });
  afterAll(() => ofAda.close());

  const bucket = () => keys.userBucket(tenant as TenantId, ada.id as UserId, 'send');
  const overHttp = (clientMessageId: string) =>
    ada.call('POST', `/conversations/${conversationId}/messages`, { clientMessageId, content: clientMessageId });
  const overWebSocket = (clientMessageId: string) =>
    ofAda.ask('message.send', { conversationId, clientMessageId, content: clientMessageId });
  const stored = async () => {
    const { body } = await ben.call<{ items: Message[] }>('GET', `/conversations/${conversationId}/messages?limit=100`);
    return body.items.map(({ clientMessageId }) => clientMessageId);
  };

  it('is told to wait, over HTTP and WebSocket alike, and then sends the same', async () => {
    await drain(bucket(), 'send');
    const [onHttp, onWebSocket] = [randomUUID(), randomUUID()];
    const refused = await overHttp(onHttp);
    expectRefusal(refused, '"send";q=300;w=12');
    expectRefusalFrame(await overWebSocket(onWebSocket));
    expect(await stored()).toEqual([]);

    await refill(bucket());
    expect((await overHttp(onHttp)).status).toBe(201);
    expect((await overWebSocket(onWebSocket)).type).toBe('ack');
    expect(await stored()).toEqual([onHttp, onWebSocket]);
  });

  it('loses and doubles nothing when what was refused is sent again', async () => {
    const before = await stored();
    // A slow machine may not commit all of them within a function's time.
    const repeatable = ['RATE_LIMITED', 'UNAVAILABLE'];
    const send = async (clientMessageId: string, index: number): Promise<void> => {
      for (;;) {
        if (index % 2 === 0) {
          const { status, body, headers } = await overHttp(clientMessageId);
          if (status === 201) return;
          expect(repeatable).toContain(body.code);
          await passed(Number(headers.get('retry-after')) * 1_000);
        } else {
          const frame = await overWebSocket(clientMessageId);
          if (frame.type === 'ack') return;
          expect(repeatable).toContain(frame.code);
          await passed(Number(frame.retryAfterMs));
        }
      }
    };
    const ids = Array.from({ length: 30 }, () => randomUUID());
    await drain(bucket(), 'send', 2_000);
    await Promise.all(ids.map(send));
    const sent = (await stored()).filter((id) => !before.includes(id));
    expect([...sent].sort()).toEqual([...ids].sort());
  });
});

describe('a person who does too much', () => {
  let carl: Person;
  let ofAda: Socket;
  let conversationId: string;
  let messages: Message[];

  beforeAll(async () => {
    carl = await Person.register('carl', tenant);
    ofAda = await ada.connect();
    conversationId = (await ada.startConversation([ben])).id;
    messages = [];
    for (const content of ['one', 'two', 'three', 'four']) {
      const { body } = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, { content });
      messages.push(body);
    }
  }, 60_000);
  afterAll(() => ofAda.close());

  const message = (index: number) => messages[index]?.id ?? 'none';
  const conversation = (path = '') => `/conversations/${conversationId}${path}`;
  const storedBytes = async () => {
    const Key = keys.storage(tenant as TenantId);
    return (await tables().send(new GetCommand({ TableName: output('ChatTableName'), Key }))).Item;
  };
  const state = async () => [
    await Promise.all(
      ['', '/messages', '/members'].map(async (part) => (await ada.call('GET', conversation(part))).body),
    ),
    (await ada.call<{ items: unknown[] }>('GET', '/conversations')).body.items.length,
    (await ada.call('GET', '/admin/invitations')).body,
    await storedBytes(),
  ];

  const upload = { fileName: 'a.txt', contentType: 'text/plain', size: 5 };
  it.each<[string, keyof typeof bucketRules, () => Promise<Answer>]>([
    ['editing a message', 'change', () => ada.call('PUT', `/messages/${message(0)}`, { content: 'edited' })],
    ['reacting', 'change', () => ada.call('POST', `/messages/${message(0)}/reactions`, { emoji: '👍' })],
    ['taking a reaction back', 'change', () => ada.call('DELETE', `/messages/${message(0)}/reactions/👍`)],
    ['deleting a message', 'change', () => ada.call('DELETE', `/messages/${message(2)}`)],
    ['renaming a conversation', 'change', () => ada.call('PATCH', conversation(), { title: 'Laboratory' })],
    ['adding a member', 'change', () => ada.call('POST', conversation('/members'), { userId: carl.id })],
    ['changing a role', 'change', () => ada.call('PATCH', conversation(`/members/${carl.id}`), { role: 'admin' })],
    ['removing a member', 'change', () => ada.call('DELETE', conversation(`/members/${carl.id}`))],
    [
      'starting a conversation',
      'change',
      () => ada.call('POST', '/conversations', { type: 'group', title: 'More', memberIds: [ben.id] }),
    ],
    ['announcing a file', 'upload', () => ada.call('POST', '/media/upload', upload)],
    ['inviting', 'invite', () => ada.call('POST', '/admin/invitations', { email: `${randomUUID()}@example.com` })],
    ['asking for a WebSocket token', 'ws-token', () => ada.call('POST', '/auth/ws-token')],
    ['searching messages', 'search', () => searching(ada, { q: 'one' }) as Promise<Answer<never>>],
    ['searching conversations', 'search', () => ada.call('GET', '/search/conversations?q=lab')],
  ])('is told to wait over HTTP before %s, which has done nothing, and then goes on', async (_what, action, act) => {
    const bucket = keys.userBucket(tenant as TenantId, ada.id as UserId, action);
    const before = await state();
    await drain(bucket, action);
    expectRefusal(await act(), policyOf(action));
    expect(await state()).toEqual(before);

    await refill(bucket);
    // An index that is only just there may say so.
    const { status } = await eventually(async () => {
      const answer = await act();
      return answer.status === 503 ? undefined : answer;
    });
    expect([200, 201, 204]).toContain(status);
    if (!['ws-token', 'search'].includes(action)) expect(await state()).not.toEqual(before);
  });

  it.each<[string, () => Promise<Frame>]>([
    ['message.edit', () => ofAda.ask('message.edit', { messageId: message(1), content: 'edited' })],
    ['reaction.add', () => ofAda.ask('reaction.add', { messageId: message(1), emoji: '👍' })],
    ['reaction.remove', () => ofAda.ask('reaction.remove', { messageId: message(1), emoji: '👍' })],
    ['message.delete', () => ofAda.ask('message.delete', { messageId: message(3) })],
  ])('is told to wait over WebSocket before %s, which has done nothing, and then goes on', async (_action, act) => {
    const bucket = keys.userBucket(tenant as TenantId, ada.id as UserId, 'change');
    const before = await state();
    await drain(bucket, 'change');
    expectRefusalFrame(await act());
    expect(await state()).toEqual(before);

    await refill(bucket);
    expect(await act()).toMatchObject({ type: 'ack' });
    expect(await state()).not.toEqual(before);
  });

  it('is told to wait before beginning to type, which nobody sees, and then is seen', async () => {
    const ofBen = await ben.connect();
    try {
      const joined = () => ofBen.ask('conversation.join', { conversationId });
      await joined();
      const bucket = keys.userBucket(tenant as TenantId, ada.id as UserId, 'typing');
      await drain(bucket, 'typing');
      const type = () => ofAda.ask('typing.start', { conversationId });
      expectRefusalFrame(await type());
      expect(await joined()).toMatchObject({ type: 'ack', typing: [] });

      await refill(bucket);
      expect(await type()).toMatchObject({ type: 'ack' });
      await ofBen.frame((frame) => frame.type === 'typing.started' && frame.userId === ada.id);
      expect(ofBen.frames.filter(({ type }) => type === 'typing.started')).toHaveLength(1);
    } finally {
      await ofBen.close();
    }
  });
});

describe('a person who comes and goes too often', () => {
  // The local cloud says 403 whatever the function behind $connect says.
  const refused = /refused with 4(03|29)/;
  const bucketOf = (person: Person, action: 'connect' | 'presence') =>
    keys.userBucket(tenant as TenantId, person.id as UserId, action);

  it('is not let in before they have waited, and nobody sees them', async () => {
    const [watched, ofBen] = [await Person.register('watched', tenant), await ben.connect()];
    try {
      const { id: conversationId } = await watched.startConversation([ben]);
      await ofBen.ask('conversation.join', { conversationId });
      await drain(bucketOf(watched, 'connect'), 'connect');
      await expect(watched.connect()).rejects.toThrow(refused);

      await refill(bucketOf(watched, 'connect'));
      const phone = await watched.connect();
      await drain(bucketOf(watched, 'presence'), 'presence');
      expectRefusalFrame(await phone.ask('presence.set', { status: 'away' }));
      await drain(bucketOf(watched, 'connect'), 'connect');
      await phone.close();
      const presences = () =>
        ofBen.frames.filter(({ type, userId }) => type === 'presence.changed' && userId === watched.id);
      await ofBen.framesUntil(() => presences().length >= 2);
      expect(presences().map(({ status }) => status)).toEqual(['online', 'offline']);
    } finally {
      await ofBen.close();
    }
  });

  it('has as many connections as there may be, and another when one has gone', async () => {
    const many = await Person.register('many', tenant);
    const connections = new ConnectionRepository(tables(), output('LiveTableName'), systemClock);
    const known = { tenantId: tenant as TenantId, userId: many.id as UserId, sessionId: many.sessionId };
    const nowMs = Date.now();
    for (let count = 1; count < mostConnections; count += 1) {
      await connections.put({
        ...{ ...known, connectionId: `another-${count}`, batch: false, status: 'online' },
        ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 600_000 },
      });
    }
    const last = await many.connect();
    await expect(many.connect()).rejects.toThrow(refused);
    await last.close();
    const next = await eventually(() => many.connect().catch(() => undefined));
    await next.close();
  }, 60_000);
});

describe('an address from which too much is tried', () => {
  // The local cloud tells no clients apart, so what is drained here is drained for all, and at once refilled.
  const address = '127.0.0.1';
  const post = (path: string, body: object) => call('POST', `/api/v1/auth/${path}`, { body });
  const refusedFirst = async (action: keyof typeof bucketRules, act: () => Promise<Answer>): Promise<Answer> => {
    const bucket = keys.addressBucket(address, action);
    await drain(bucket, action, 5_000);
    const refused = await act();
    await refill(bucket);
    expectRefusal(refused, policyOf(action));
    return act();
  };
  const anAddress = () => `dora-${randomUUID()}@example.com`;
  const wrong = (code: string) => (code === '00000000' ? '00000001' : '00000000');

  it('registers nobody, and then whom it wanted to', async () => {
    const body = { email: anAddress(), password: Person.password, displayName: 'Dora', tenant };
    expect((await refusedFirst('register', () => post('register', body))).status).toBe(201);
  });

  it('refreshes no session, and then with the same token', async () => {
    const { body } = await logIn(ben.email);
    const { refreshToken, deviceId } = body;
    expect((await refusedFirst('refresh', () => post('refresh', { refreshToken, deviceId }))).status).toBe(200);
  });

  it('logs nobody in, and then does', async () => {
    const failures = keys.addressFailures(address);
    await countFailures(failures, 300);
    const refused = await logIn(ben.email);
    await refill(failures);
    expectRefusal(refused, '"failed-address";q=300;w=900');
    expect((await logIn(ben.email)).status).toBe(200);
  });

  it.each(['forgot', 'resend'])('asks for no code by %s, and then for one', async (path) => {
    const { email } = await Person.register('dora', tenant);
    expect((await refusedFirst('ask-for-code', () => post(path, { email }))).status).toBe(204);
    // Who is confirmed gets no other code to confirm with.
    if (path === 'forgot') {
      await codeMailedTo(email);
      expect(mailTo(email)).toHaveLength(1);
    }
  });

  it('uses no code, and then the same', async () => {
    const { email } = await Person.register('dora', tenant);
    await post('forgot', { email });
    const code = await codeMailedTo(email);
    const reset = () => post('reset', { email, code, newPassword: 'polonium and radium' });
    expect((await refusedFirst('show-code', reset)).status).toBe(204);
    expect((await logIn(email, 'polonium and radium')).status).toBe(200);
    const confirm = () => post('confirm', { email, code: wrong(code) });
    expect((await refusedFirst('show-code', confirm)).status).toBe(400);
  });

  it.each<[string, 'get-code' | 'try-code', object, number]>([
    ['forgot', 'get-code', {}, 204],
    ['resend', 'get-code', {}, 204],
    ['reset', 'try-code', { code: '00000000', newPassword: 'polonium and radium' }, 400],
    ['confirm', 'try-code', { code: '00000000' }, 400],
  ])('is refused by %s for a mailbox alone, whoever has it', async (path, action, more, status) => {
    const [one, other] = [anAddress(), anAddress()];
    const bucket = keys.nameBucket({ kind: 'email', value: one }, action);
    await drain(bucket, action);
    expectRefusal(await post(path, { email: one, ...more }), policyOf(action));
    expect((await post(path, { email: other, ...more })).status).toBe(status);
    await refill(bucket);
    expect((await post(path, { email: one, ...more })).status).toBe(status);
  });
});

describe('a connection that floods', () => {
  it('is told why and closed, while another device of the same person goes on', async () => {
    const [device, other] = [await ben.onAnotherDevice(), await ben.connect()];
    const flooding = await device.connect();
    try {
      // As after a flood, for the local cloud is too slow for one.
      const session = { tenantId: tenant as TenantId, userId: ben.id as UserId, sessionId: device.sessionId };
      await drain(keys.sessionBucket(session, 'frames'), 'frames');
      for (let frame = 0; frame < 200 && flooding.closeCode === undefined; frame += 1) {
        await Promise.race([flooding.ask('ping'), flooding.closed()]).catch(() => undefined);
      }
      expect(flooding.closeCode).toBeDefined();
      expect(flooding.frames).toContainEqual(expect.objectContaining({ type: 'error', code: 'RATE_LIMITED' }));
      expect((await other.ask('ping')).type).toBe('pong');
    } finally {
      await Promise.all([flooding.close(), other.close()]);
    }
  });
});
