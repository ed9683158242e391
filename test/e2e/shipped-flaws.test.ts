import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../functions/contract/conversations.ts';
import type { ConversationId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { messageIdOf } from '../../functions/domain/messages/message-id.ts';
import { endpoints } from './support/endpoints.ts';
import { type Answer, aTenant, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

/** Flaws that chat products shipped: each must not come here. */

const image = '<img src=x onerror=alert(1)>';
const script = `<script>alert(1)</script>${image}`;

let ada: Person;
let ben: Person;
let eve: Person;
let stranger: Person;
let ofBen: Socket;

beforeAll(async () => {
  const tenant = aTenant();
  [ada, ben, eve] = [
    await Person.register('ada', tenant),
    await Person.register('ben', tenant),
    await Person.register('eve', tenant),
  ];
  stranger = await Person.register('stranger', aTenant());
  ofBen = await ben.connect();
}, 60_000);
afterAll(() => ofBen.close());

const say = async (person: Person, conversationId: string, content: string): Promise<Message> =>
  (await person.call<Message>('POST', `/conversations/${conversationId}/messages`, { content })).body;

/** An answer without what differs from request to request. */
const told = ({ status, body }: Answer) => ({ status, body: { ...body, correlationId: undefined } });

describe('a membership that ended', () => {
  it('leaves nothing to read: no preview in the inbox, no history, no sync, no single message, no frame', async () => {
    const { id } = await ada.startConversation([ben, eve]);
    await say(ada, id, 'the last thing that ben sees');
    // Whatever is warm and remembers has seen ben as a member.
    expect((await ben.call('GET', `/conversations/${id}/messages`)).status).toBe(200);
    expect(await ofBen.ask('conversation.join', { conversationId: id })).toMatchObject({ type: 'ack' });
    expect((await ada.call('DELETE', `/conversations/${id}/members/${ben.id}`)).status).toBe(204);
    const secret = await say(ada, id, `not for ben ${randomUUID()}`);

    const inbox = await ben.call<{ items: Conversation[] }>('GET', '/conversations?limit=100');
    expect(inbox.body.items.map((conversation) => conversation.id)).not.toContain(id);
    const asked = ['', '/messages', '/members', '/receipts', '/sync?afterSequence=0&afterChange=0'];
    for (const path of asked) expect((await ben.call('GET', `/conversations/${id}${path}`)).status).toBe(404);
    const changes = [
      await ben.call('PUT', `/messages/${secret.id}`, { content: 'mine' }),
      await ben.call('DELETE', `/messages/${secret.id}`),
      await ben.call('POST', `/messages/${secret.id}/reactions`, { emoji: '👍' }),
    ];
    expect(changes.map(({ status }) => status)).toEqual([404, 404, 404]);
    const cursor = { conversationId: id, afterSequence: 0, afterChange: 0 };
    expect((await ofBen.ask('sync', { conversations: [cursor] })).conversations).toEqual([
      { conversationId: id, code: 'NOT_FOUND' },
    ]);
    expect(await ofBen.ask('conversation.join', { conversationId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(JSON.stringify(ofBen.frames)).not.toContain(secret.content);
  });
});

describe('what nobody may know', () => {
  it('is not told by a mention: a stranger, somebody of another tenant and nobody are refused alike', async () => {
    const { id } = await ada.startConversation([ben]);
    const answers = [];
    for (const mentioned of [eve.id, stranger.id, randomUUID()]) {
      const body = { content: 'hello', mentions: [mentioned] };
      answers.push(told(await ada.call('POST', `/conversations/${id}/messages`, body)));
    }
    expect(answers[0]).toMatchObject({ status: 400 });
    expect(answers.slice(1)).toEqual([answers[0], answers[0]]);
  });

  it('is not told by an id: of a person, a conversation or a message of others, or of none', async () => {
    const { id } = await ada.startConversation([ben]);
    const message = await say(ada, id, 'private');
    const ofNobody = messageIdOf({ conversationId: randomUUID() as ConversationId, sequenceNumber: 1 });
    for (const asker of [eve, stranger]) {
      const none = told(await asker.call('GET', `/conversations/${randomUUID()}`));
      expect(told(await asker.call('GET', `/conversations/${id}`))).toEqual(none);
      const unknown = told(await asker.call('PUT', `/messages/${ofNobody}`, { content: 'x' }));
      expect(told(await asker.call('PUT', `/messages/${message.id}`, { content: 'x' }))).toEqual(unknown);
    }
    const nobody = told(await stranger.call('GET', `/users/${randomUUID()}`));
    expect(nobody.status).toBe(404);
    expect(told(await stranger.call('GET', `/users/${ada.id}`))).toEqual(nobody);
  });
});

describe('a parameter', () => {
  it('does not override the conversation that the path names', async () => {
    const { id: open } = await ada.startConversation([eve]);
    const { id: closed } = await ada.startConversation([ben]);
    await say(ada, closed, 'private');
    const names = ['conversationId', 'conversation_id', 'id'];
    for (const name of names) {
      const read = await eve.call('GET', `/conversations/${open}/messages?${name}=${closed}`);
      expect(read).toMatchObject({ status: 400, body: { errors: [{ path: name }] } });
      const written = await eve.call('POST', `/conversations/${open}/messages`, { content: 'x', [name]: closed });
      expect(written).toMatchObject({ status: 400, body: { errors: [{ path: name }] } });
    }
    const traversed = await eve.call('GET', `/conversations/${open}%2F..%2F${closed}/messages`);
    expect([400, 404]).toContain(traversed.status);
    const { body } = await ada.call<{ items: Message[] }>('GET', `/conversations/${closed}/messages`);
    expect(body.items.map(({ content }) => content)).toEqual(['private']);
  });
});

describe('script', () => {
  const isInert = ({ headers }: Answer, type = 'application/json') => {
    expect(headers.get('content-type')).toContain(type);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  };

  it('in a display name, a title or a message is data: it comes back as it is, as JSON that no browser runs', async () => {
    const named = await eve.call<{ displayName: string }>('PATCH', '/users/me', { displayName: script });
    expect(named).toMatchObject({ status: 200, body: { displayName: script } });
    isInert(named);
    const started = await eve.call<Conversation>('POST', '/conversations', {
      type: 'group',
      title: script,
      memberIds: [ada.id],
    });
    expect(started.body.title).toBe(script);
    isInert(started);
    const sent = await eve.call<Message>('POST', `/conversations/${started.body.id}/messages`, { content: script });
    expect(sent.body.content).toBe(script);
    isInert(sent);
    isInert(await ada.call('GET', `/conversations/${started.body.id}/members`));
  });

  it('in a request that is refused is not echoed', async () => {
    const refused = [
      await ada.call('POST', '/conversations', { type: script }),
      await ada.call('POST', '/conversations', { type: 'group', [script]: 1 }),
      await ada.call('GET', `/conversations?cursor=${encodeURIComponent(script)}`),
      await ada.call('GET', `/conversations/${encodeURIComponent(image)}`),
    ];
    for (const answer of refused) {
      expect([400, 404]).toContain(answer.status);
      isInert(answer, 'application/problem+json');
    }
    const page = await fetch(`${endpoints().http}/api/v1/${encodeURIComponent(script)}`);
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain('<script>');
    const frame = await ofBen.ask(script);
    expect(frame).toMatchObject({ type: 'error' });
    expect(JSON.stringify(frame)).not.toContain('<script>');
  });
});
