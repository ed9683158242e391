import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../functions/contract/conversations.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { cloud } from './support/cloud.ts';
import { eventually } from './support/eventually.ts';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, call, Person } from './support/person.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let stranger: Person;
let foreigner: Person;
const { connect, closeAll } = openSockets();

beforeAll(async () => {
  [ada, bob, stranger, foreigner] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('stranger', tenant),
    await Person.register('foreigner', aTenant()),
  ];
}, 120_000);

afterAll(closeAll);

const history = async (person: Person, conversationId: string, after = 0): Promise<Message[]> => {
  const { body } = await person.call<{ items: Message[]; hasMore: boolean }>(
    'GET',
    `/conversations/${conversationId}/messages?after=${after}&limit=100`,
  );
  const last = body.items.at(-1);
  return body.hasMore && last
    ? [...body.items, ...(await history(person, conversationId, last.sequenceNumber))]
    : body.items;
};

describe('two people chat', () => {
  it('delivers what one sends by WebSocket to the other, numbered 1, 2, 3', async () => {
    const [ofAda, ofBob] = [await connect(ada), await connect(bob)];
    const { id: conversationId } = await ada.startConversation([bob]);

    for (const content of ['one', 'two', 'three 👩‍🔬']) {
      const ack = await ofAda.ask('message.send', { conversationId, content, clientMessageId: content });
      expect(ack).toMatchObject({ type: 'ack', message: { content, senderId: ada.id, revision: 1, reactions: [] } });
    }
    await ofBob.framesUntil(() => ofBob.numbersOf(conversationId).length === 3);

    expect(ofBob.numbersOf(conversationId)).toEqual([1, 2, 3]);
    for (const frame of ofBob.messagesOf(conversationId)) {
      const content = ['one', 'two', 'three 👩‍🔬'][(frame.sequenceNumber as number) - 1];
      expect(frame).toMatchObject({ senderId: ada.id, content, clientMessageId: content, attachments: [] });
    }
    const unread = await bob.call<{ items: Conversation[] }>('GET', '/conversations');
    expect(unread.body.items[0]).toMatchObject({
      id: conversationId,
      unreadCount: 3,
      sequenceNumber: 3,
      lastMessage: { content: 'three 👩‍🔬' },
    });
    const own = await ada.call<{ items: Conversation[] }>('GET', '/conversations');
    expect(own.body.items[0]).toMatchObject({ id: conversationId, unreadCount: 0, lastReadSequence: 3, role: 'owner' });
  });

  it("delivers what is sent by HTTP to all of the sender's connections too", async () => {
    const ofAda = await connect(ada);
    const { id: conversationId } = await ada.startConversation([bob]);
    const sent = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, {
      content: 'by HTTP',
      clientMessageId: 'h-1',
    });
    expect(sent.status).toBe(201);
    const frame = await ofAda.frame(({ id }) => id === sent.body.id);
    expect(frame).toMatchObject({ type: 'message.created', content: 'by HTTP', sequenceNumber: 1 });
  });

  it('carries whom a message mentions to the receivers, through an edit too, and refuses strangers', async () => {
    const [ofAda, ofBob] = [await connect(ada), await connect(bob)];
    const { id: conversationId } = await ada.startConversation([bob]);
    const mention = (userId: string) =>
      ofAda.ask('message.send', { conversationId, content: 'you', clientMessageId: userId, mentions: [userId] });
    const ack = await mention(bob.id);
    const { id: messageId } = ack.message as Message;
    expect(ack).toMatchObject({ message: { mentions: [bob.id] } });
    expect(await ofBob.frame(({ id }) => id === messageId)).toMatchObject({ mentions: [bob.id] });
    await ofAda.ask('message.edit', { messageId, content: 'you, Bob' });
    const updated = await ofBob.frame(
      ({ type, message }) => type === 'message.updated' && (message as Message).id === messageId,
    );
    expect(updated).toMatchObject({ message: { content: 'you, Bob', mentions: [bob.id] } });
    expect(await mention('nobody')).toMatchObject({ type: 'error', errors: [{ path: 'mentions' }] });
  });

  it('gives the first message to a repeated clientMessageId, whatever else the repeat says', async () => {
    const ofAda = await connect(ada);
    const { id: conversationId } = await ada.startConversation([bob]);
    const path = `/conversations/${conversationId}/messages`;
    const first = await ada.call<Message>('POST', path, { content: 'first', clientMessageId: 'same' });
    const repeat = await ada.call<Message>('POST', path, { content: 'second', clientMessageId: 'same' });
    expect([first.status, repeat.status]).toEqual([201, 200]);
    expect(repeat.body).toEqual(first.body);
    const ack = await ofAda.ask('message.send', { conversationId, content: 'third', clientMessageId: 'same' });
    expect(ack).toMatchObject({ type: 'ack', duplicate: true, message: { id: first.body.id, content: 'first' } });
    // What no message may say too, but not the first time.
    for (const said of [{ content: '' }, { content: 'x'.repeat(8193) }, { content: 'x', unknown: 1 }, {}]) {
      const invalid = await ada.call<Message>('POST', path, { ...said, clientMessageId: 'same' });
      expect([invalid.status, invalid.body]).toEqual([200, first.body]);
      expect((await ada.call('POST', path, { ...said, clientMessageId: 'new' })).status).toBe(400);
      const { type, duplicate, message } = await ofAda.ask('message.send', {
        ...{ conversationId, ...said, clientMessageId: 'same' },
      });
      expect({ type, duplicate, message }).toEqual({ type: 'ack', duplicate: true, message: ack.message });
      expect(await ofAda.ask('message.send', { conversationId, ...said, clientMessageId: 'new' })).toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    }
    expect((await bob.call('POST', path, { content: '', clientMessageId: 'same' })).status).toBe(400);
    // The same key is another message when another person sends it.
    const others = await bob.call<Message>('POST', path, { content: 'mine', clientMessageId: 'same' });
    expect(others).toMatchObject({ status: 201, body: { sequenceNumber: 2 } });
  });

  it('ends with exactly 1 to 200 at every receiver when 8 clients send 25 messages each at once', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => Person.register(`c${index}`, tenant)));
    const clients = await Promise.all(people.map(connect));
    const [first, ...others] = people as [Person, ...Person[]];
    const { id: conversationId } = await first.startConversation(others);

    const acknowledged = await Promise.all(
      clients.map(async (client, index) => {
        const numbers: number[] = [];
        for (let count = 0; count < 25; count += 1) {
          const clientMessageId = `${index}-${count}`;
          let answer = await client.ask('message.send', { conversationId, content: clientMessageId, clientMessageId });
          while (answer.type === 'error' && answer.retryable) {
            answer = await client.ask('message.send', { conversationId, content: clientMessageId, clientMessageId });
          }
          numbers.push((answer.message as Message).sequenceNumber);
        }
        return numbers;
      }),
    );

    const dense = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(acknowledged.flat().sort((a, b) => a - b)).toEqual(dense);
    expect((await history(first, conversationId)).map(({ sequenceNumber }) => sequenceNumber)).toEqual(dense);
    for (const [index, client] of clients.entries()) {
      const known = () => new Set([...client.numbersOf(conversationId), ...(acknowledged[index] ?? [])]);
      await client.framesUntil(() => known().size >= 200);
      expect([...known()].sort((a, b) => a - b)).toEqual(dense);
    }
  }, 180_000);
});

describe('many sends at once over HTTP', () => {
  it('are each answered at the first call, 8 of two people as 1 to 8', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? ada : bob).call<Message>('POST', `/conversations/${conversationId}/messages`, {
          content: `${index}`,
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const numbers = answers.map(({ body }) => body.sequenceNumber).sort((one, other) => one - other);
    expect(numbers).toEqual(answers.map((_, index) => index + 1));
    expect(await history(ada, conversationId)).toHaveLength(8);
  }, 60_000);
});

describe('people who are not in the conversation', () => {
  it('get 404 and no event, strangers of the tenant and members of another tenant alike', async () => {
    const outsiders = [stranger, foreigner];
    const listening = await Promise.all(outsiders.map(connect));
    const ofBob = await connect(bob);
    const { id: conversationId } = await ada.startConversation([bob]);
    const path = `/conversations/${conversationId}/messages`;
    const unknown = '/conversations/019a9f5e-9a4b-7d0f-9b1c-3f1de0a7c2b5/messages';

    for (const [index, outsider] of outsiders.entries()) {
      for (const [method, body] of [
        ['GET', undefined],
        ['POST', { content: 'let me in' }],
      ] as const) {
        const answer = await outsider.call(method, path, body);
        const missing = await outsider.call(method, unknown, body);
        expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', status: 404 } });
        // The same as for one that does not exist, but for the correlation id.
        expect({ ...answer.body, correlationId: '' }).toEqual({ ...missing.body, correlationId: '' });
      }
      const refused = await listening[index]?.ask('message.send', {
        conversationId,
        content: 'let me in',
        clientMessageId: 'x',
      });
      expect(refused).toMatchObject({ type: 'error', code: 'NOT_FOUND', retryable: false });
      expect((await outsider.call<{ items: unknown[] }>('GET', '/conversations')).body.items).toEqual([]);
    }

    await ada.call('POST', path, { content: 'among us' });
    await ofBob.framesUntil(() => ofBob.numbersOf(conversationId).length === 1);
    // Both paths of the message have had their time: a later message through the same conversation has arrived.
    await ada.call('POST', path, { content: 'still among us' });
    await ofBob.framesUntil(() => ofBob.numbersOf(conversationId).length === 2);
    for (const socket of listening) expect(socket.frames.filter(({ type }) => type === 'message.created')).toEqual([]);
  });

  it('can not be made members across tenants, and the answer is the same as for nobody', async () => {
    const create = (memberId: string) =>
      ada.call('POST', '/conversations', { type: 'group', title: 'x', memberIds: [memberId] });
    const [foreign, nobody] = [await create(foreigner.id), await create('019a9f5e-5f0e-7cc0-8f6e-1f0a6f2a9d11')];
    expect(foreign).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: 'memberIds' }] },
    });
    expect({ ...foreign.body, correlationId: '' }).toEqual({ ...nobody.body, correlationId: '' });
  });
});

describe('a direct conversation', () => {
  it('exists once for a pair, whoever starts it', async () => {
    const started = await ada.startConversation([bob], 'direct');
    const again = await bob.call<Conversation>('POST', '/conversations', { type: 'direct', memberIds: [ada.id] });
    expect(again).toMatchObject({ status: 200, body: { id: started.id, peer: { id: ada.id, displayName: 'ada' } } });
    expect(started.peer).toEqual({ id: bob.id, displayName: 'bob' });
  });
});

describe('history', () => {
  it('pages in both directions by sequence number', async () => {
    const { id } = await ada.startConversation([bob]);
    for (let count = 1; count <= 5; count += 1) {
      await ada.call('POST', `/conversations/${id}/messages`, { content: String(count) });
    }
    const read = async (query: string) => {
      const { body } = await bob.call<{ items: Message[]; hasMore: boolean }>(
        'GET',
        `/conversations/${id}/messages${query}`,
      );
      return { numbers: body.items.map(({ sequenceNumber }) => sequenceNumber), hasMore: body.hasMore };
    };
    expect(await read('?limit=2')).toEqual({ numbers: [4, 5], hasMore: true });
    expect(await read('?before=4&limit=2')).toEqual({ numbers: [2, 3], hasMore: true });
    expect(await read('?after=0&limit=3')).toEqual({ numbers: [1, 2, 3], hasMore: true });
    expect(await read('?after=3&limit=3')).toEqual({ numbers: [4, 5], hasMore: false });
  });
});

describe('input that breaks a rule', () => {
  it('is refused with the field that breaks it, unknown fields by name', async () => {
    const { id } = await ada.startConversation([bob]);
    const send = (body: unknown) => ada.call('POST', `/conversations/${id}/messages`, body);
    const cases: [unknown, string][] = [
      [{ content: '' }, 'content'],
      [{ content: 'x'.repeat(8193) }, 'content'],
      [{ content: 'é'.repeat(4097) }, 'content'],
      [{ content: 'bell \u0007' }, 'content'],
      ['{"content":"\\ud800"}', 'content'],
      [{}, 'content'],
      [{ content: 'x', colour: 'red' }, 'colour'],
      [{ content: 'x', clientMessageId: '' }, 'clientMessageId'],
      [{ content: 'x', metadata: { big: 'y'.repeat(4096) } }, 'metadata'],
      [{ content: 'x', metadata: [] }, 'metadata'],
      [{ content: 'x', replyTo: 'nothing' }, 'replyTo'],
      [{ content: 'x', attachmentIds: ['nothing'] }, 'attachmentIds'],
    ];
    for (const [body, path] of cases) {
      const answer = await send(body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ path }] } });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    expect(await send('not json')).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(await ada.call('GET', `/conversations/${id}/messages?limit=101`)).toMatchObject({ status: 400 });
    expect(await ada.call('GET', '/conversations?cursor=nonsense')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'cursor' }] },
    });
    // Nothing of it was written.
    expect(await history(ada, id)).toEqual([]);
  });

  it('takes the longest content, tabs and line ends, and any characters of a clientMessageId', async () => {
    const { id } = await ada.startConversation([bob]);
    const content = `\t${'x'.repeat(8189)}\r\n`;
    const clientMessageId = '\u0000😀'.repeat(64);
    const sent = await ada.call<Message>('POST', `/conversations/${id}/messages`, { content, clientMessageId });
    expect(sent).toMatchObject({ status: 201, body: { content, clientMessageId } });
  });
});

describe('the WebSocket API', () => {
  it('answers ping, unknown actions, malformed JSON and bad fields each with one clear frame, and stays open', async () => {
    const socket = await connect(ada);
    expect(await socket.ask('ping')).toEqual({ type: 'pong', requestId: expect.any(String) });
    expect(await socket.ask('fly')).toMatchObject({
      type: 'error',
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'action' }],
    });
    // API Gateway's own routes are no actions: whoever is there stays known, and is told of what comes.
    for (const route of ['$disconnect', '$connect', '$default']) {
      expect(await socket.ask(route)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'action' }] });
    }
    const { id } = await ada.startConversation([bob]);
    await bob.call('POST', `/conversations/${id}/messages`, { content: 'still there?' });
    await socket.frame(({ type, content }) => type === 'message.created' && content === 'still there?');
    socket.sendText('{"action":');
    const malformed = await socket.frame((frame) => frame.type === 'error' && frame.requestId === undefined);
    expect(malformed).toMatchObject({ code: 'VALIDATION_FAILED', retryable: false });
    expect(await socket.ask('message.send', { conversationId: 'x', content: 'y' })).toMatchObject({
      type: 'error',
      errors: [{ path: 'clientMessageId', message: 'is required' }],
    });
    expect(await socket.ask('ping', { colour: 'red' })).toMatchObject({ errors: [{ path: 'colour' }] });
    expect(await socket.ask('ping')).toMatchObject({ type: 'pong' });
  });

  it('renews a live connection with a token of its own session and of no other', async () => {
    const socket = await connect(ada);
    const renewed = await socket.ask('authenticate', { token: await ada.webSocketToken() });
    expect(renewed).toMatchObject({ type: 'authenticated', userId: ada.id });
    const others = await socket.ask('authenticate', { token: await bob.webSocketToken() });
    expect(others).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED' });
  });
});

describe('the documents and the health', () => {
  it('serves OpenAPI 3.1, AsyncAPI 3.0 and a page to read them', async () => {
    expect((await call('GET', '/api/docs-json')).body).toMatchObject({ openapi: '3.1.0' });
    expect((await call('GET', '/api/asyncapi-json')).body).toMatchObject({ asyncapi: '3.0.0' });
    const page = await call<string>('GET', '/api/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const [, asset] of String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await call('GET', String(asset))).status).toBe(200);
    }
    expect((await call('GET', '/api/docs/nothing')).status).toBe(404);
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['PUT', '/api/v1/users/me'],
      ['GET', '/api/v1/conversations/'],
    ] as const) {
      const { status, headers, body } = await call(method, path);
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(body).toMatchObject({ code: 'NOT_FOUND', status: 404, correlationId: expect.any(String) });
    }
  });

  it('tells the state of each dependency', async () => {
    const { status, body } = await call('GET', '/health');
    expect(status).toBe(200);
    const up = { status: 'ok', latencyMs: expect.any(Number) };
    expect(body).toMatchObject({
      status: 'ok',
      services: { chatTable: up, liveTable: up, eventBus: up, userPool: up },
    });
  });

  it('tells what is measured, as Prometheus reads it', async () => {
    const cloudWatch = new CloudWatchClient(cloud());
    const measured = (value: number) => ({
      MetricName: 'EndToEndProbe',
      Dimensions: [{ Name: 'service', Value: 'chemchat-local' }],
      Timestamp: new Date(Date.now() - 90_000),
      Value: value,
    });
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'ChemChat', MetricData: [measured(2), measured(3)] }));
    // Once a minute it is read anew.
    const { headers, body } = await eventually(async () => {
      const answer = await call<string>('GET', '/metrics');
      return String(answer.body).includes('chemchat_end_to_end_probe') ? answer : undefined;
    }, 75_000);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = String(body).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'chemchat_up 1',
        'chemchat_dependency_up{dependency="chatTable"} 1',
        'chemchat_alarm_firing{alarm="PublisherDeadLetters"} 0',
        'chemchat_end_to_end_probe{statistic="sum"} 5',
        'chemchat_end_to_end_probe{statistic="maximum"} 3',
        'chemchat_end_to_end_probe{statistic="count"} 2',
      ]),
    );
  }, 90_000);
});
