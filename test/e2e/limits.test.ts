import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { bucketRules } from '../../functions/domain/limits/limits.ts';
import { keys } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { output } from './support/endpoints.ts';
import { aTenant, call, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

let tenant: string;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  tenant = aTenant();
  [ada, ben] = await Promise.all([Person.register('ada', tenant), Person.register('ben', tenant)]);
});

describe('failed logins', () => {
  const logIn = (email: string, password: string) => call('POST', '/api/v1/auth/login', { body: { email, password } });

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
  const { capacity, refillMs } = bucketRules.send;
  let ofAda: Socket;
  let conversationId: string;

  beforeAll(async () => {
    ofAda = await ada.connect();
    conversationId = (await ada.startConversation([ben])).id;
  });
  afterAll(() => ofAda.close());

  // The local cloud is too slow for anybody to reach the limit by sending.
  const bucket = () => ({
    TableName: output('LiveTableName'),
    Key: keys.userBucket(tenant as TenantId, ada.id as UserId, 'send'),
  });
  const setBucket = async (fullAtMs: number) => {
    const { TableName, Key } = bucket();
    await tables().send(new PutCommand({ TableName, Item: { ...Key, fullAtMs } }));
  };
  const overHttp = (clientMessageId: string) =>
    ada.call('POST', `/conversations/${conversationId}/messages`, { clientMessageId, content: clientMessageId });
  const overWebSocket = (clientMessageId: string) =>
    ofAda.ask('message.send', { conversationId, clientMessageId, content: clientMessageId });
  const stored = async () => {
    const { body } = await ben.call<{ items: Message[] }>('GET', `/conversations/${conversationId}/messages?limit=100`);
    return body.items.map(({ clientMessageId }) => clientMessageId);
  };

  it('is told to wait, over HTTP and WebSocket alike, and then sends the same', async () => {
    await setBucket(Date.now() + 600_000);
    const [onHttp, onWebSocket] = [randomUUID(), randomUUID()];
    const refused = await overHttp(onHttp);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-policy')).toBe('"send";q=300;w=12');
    const frame = await overWebSocket(onWebSocket);
    expect(frame).toMatchObject({ type: 'error', code: 'RATE_LIMITED', retryable: true });
    expect(frame.retryAfterMs).toBeGreaterThan(0);
    expect(await stored()).toEqual([]);

    await tables().send(new DeleteCommand(bucket()));
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
    await setBucket(Date.now() + (capacity - 5) * refillMs + 2_000);
    await Promise.all(ids.map(send));
    const sent = (await stored()).filter((id) => !before.includes(id));
    expect([...sent].sort()).toEqual([...ids].sort());
  });
});

describe('a connection that floods', () => {
  it('is told why and closed, while another device of the same person goes on', async () => {
    const [device, other] = [await ben.onAnotherDevice(), await ben.connect()];
    const flooding = await device.connect();
    try {
      // As after a flood, for the local cloud is too slow for one.
      const session = { tenantId: tenant as TenantId, userId: ben.id as UserId, sessionId: device.sessionId };
      const Item = { ...keys.sessionBucket(session, 'frames'), fullAtMs: Date.now() + 600_000 };
      await tables().send(new PutCommand({ TableName: output('LiveTableName'), Item }));
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
