import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../functions/contract/conversations.ts';
import type { ConversationId, TenantId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { conversationPartition } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { output } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { aTenant, Person } from './support/person.ts';
import { type Frame, Socket } from './support/socket.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let cleo: Person;
let ofAda: Socket;
let ofBob: Socket;
let ofCleo: Socket;

beforeAll(async () => {
  [ada, bob, cleo] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('cleo', tenant),
  ];
  [ofAda, ofBob, ofCleo] = [await ada.connect(), await bob.connect(), await cleo.connect()];
}, 60_000);

afterAll(async () => {
  await Promise.all([ofAda, ofBob, ofCleo].map((socket) => socket.close()));
});

const send = async (conversationId: string, content: string): Promise<Message> =>
  (await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, { content })).body;

/** The frames about a conversation that have a place in its line of changes, repeats dropped, in its order. */
const changesAt = (socket: Socket, conversationId: string): Frame[] => {
  const frames = socket.frames.filter((frame) => frame.conversationId === conversationId && 'changeNumber' in frame);
  const byNumber = new Map(frames.map((frame) => [frame.changeNumber as number, frame]));
  return [...byNumber.keys()].sort((one, other) => one - other).map((number) => byNumber.get(number) as Frame);
};

describe('changes', () => {
  it('reach every member as they happen, numbered without a gap over all kinds', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    await ofBob.frame(
      (frame) => frame.type === 'conversation.created' && (frame.conversation as Conversation).id === conversationId,
    );
    const { id: messageId } = await send(conversationId, 'first');
    const steps = [
      () => ofAda.ask('message.edit', { messageId, content: 'second' }),
      () => ofBob.ask('reaction.add', { messageId, emoji: '❤️' }),
      () => bob.call('DELETE', `/messages/${messageId}/reactions/${encodeURIComponent('❤️')}`),
      () => ada.call('PATCH', `/conversations/${conversationId}`, { title: 'Lab 4' }),
      () => ada.call('POST', `/conversations/${conversationId}/members`, { userId: cleo.id }),
      () => ada.call('PATCH', `/conversations/${conversationId}/members/${bob.id}`, { role: 'admin' }),
      () => ofBob.ask('message.delete', { messageId }),
      () => bob.call('DELETE', `/conversations/${conversationId}/members/${cleo.id}`),
    ];
    for (const step of steps) await step();
    await ofAda.framesUntil(() => changesAt(ofAda, conversationId).at(-1)?.changeNumber === 8);
    await ofBob.framesUntil(() => changesAt(ofBob, conversationId).at(-1)?.changeNumber === 8);
    await ofCleo.frame((frame) => frame.type === 'member.left' && frame.conversationId === conversationId);

    // A connection may hear nothing of what it did itself: its ack told it.
    const numbersAt = (socket: Socket) => changesAt(socket, conversationId).map(({ changeNumber }) => changeNumber);
    expect(numbersAt(ofAda)).toEqual(expect.arrayContaining([2, 3, 4, 5, 6, 7, 8]));
    expect(numbersAt(ofBob)).toEqual(expect.arrayContaining([1, 3, 4, 5, 6, 8]));
    expect([...new Set([...numbersAt(ofAda), ...numbersAt(ofBob)])].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(changesAt(ofAda, conversationId).find(({ type }) => type === 'message.deleted')).toMatchObject({
      changeNumber: 7,
      message: { id: messageId, deleted: true, content: '' },
    });
    expect(changesAt(ofAda, conversationId).filter(({ type }) => type === 'conversation.updated')).toMatchObject([
      { changeNumber: 4, conversation: { title: 'Lab 4' } },
      { changeNumber: 6, roles: [{ userId: bob.id, role: 'admin' }] },
    ]);
    // Who is added sees the conversation first, and who is removed learns that.
    const ofNewcomer = ofCleo.frames.filter(
      (frame) => frame.type.startsWith('conversation.created') || frame.conversationId === conversationId,
    );
    expect(ofNewcomer[0]).toMatchObject({
      type: 'conversation.created',
      conversation: { id: conversationId, role: 'member' },
    });
  });

  it('are told to a client that was away by sync, over HTTP and WebSocket alike', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const [first] = [await send(conversationId, '1'), await send(conversationId, '2')];
    await ada.call('PUT', `/messages/${first.id}`, { content: '1, edited' });
    const page = {
      messages: [{ sequenceNumber: 2 }],
      changed: [{ sequenceNumber: 1, content: '1, edited', changeNumber: 1 }],
      head: { sequenceNumber: 2, changeNumber: 1 },
      complete: true,
    };
    const overHttp = await bob.call('GET', `/conversations/${conversationId}/sync?afterSequence=1&afterChange=0`);
    expect(overHttp.body).toMatchObject(page);
    const answer = await ofBob.ask('sync', { conversations: [{ conversationId, afterSequence: 1, afterChange: 0 }] });
    expect(answer).toMatchObject({ type: 'ack', conversations: [{ conversationId, ...page }] });
  });

  it('tell how far members have come, and unread follows', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    for (const content of ['1', '2', '3']) await send(conversationId, content);
    expect(await ofBob.ask('message.read', { conversationId, sequenceNumber: 2 })).toMatchObject({
      lastReadSequence: 2,
    });
    const receipt = await ofAda.frame(
      (frame) => frame.type === 'receipt.updated' && frame.conversationId === conversationId,
    );
    expect(receipt).toMatchObject({ userId: bob.id, lastReadSequence: 2, lastDeliveredSequence: 2 });
    const { body } = await bob.call<Conversation>('GET', `/conversations/${conversationId}`);
    expect(body).toMatchObject({ unreadCount: 1, lastReadSequence: 2 });
  });

  it('end with the conversation, which is then not there for anybody', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    await send(conversationId, 'last words');
    expect((await ada.call('DELETE', `/conversations/${conversationId}`)).status).toBe(204);
    await ofBob.frame((frame) => frame.type === 'conversation.deleted' && frame.conversationId === conversationId);
    for (const person of [ada, bob]) {
      expect((await person.call('GET', `/conversations/${conversationId}/messages`)).status).toBe(404);
      expect((await person.call('POST', `/conversations/${conversationId}/messages`, { content: 'x' })).status).toBe(
        404,
      );
    }
    // What it was made of is purged behind that: who deleted it, when and which stays.
    const key = { tenantId: tenant as TenantId, conversationId: conversationId as ConversationId };
    const sortKeys = async () => {
      const { Items = [] } = await tables().send(
        new QueryCommand({
          TableName: output('ChatTableName'),
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': conversationPartition(key) },
        }),
      );
      return Items.map(({ SK }) => SK as string);
    };
    await eventually(async () => ((await sortKeys()).length === 2 ? true : undefined));
    expect(await sortKeys()).toEqual(['CHANGE#0000000000000001', 'CONVERSATION']);
  });
});

describe('a connection that takes batches', () => {
  it('gets several events in one frame', async () => {
    const newcomer = await Person.register('newcomer', tenant);
    const socket = await Socket.open(await newcomer.webSocketToken(), {}, '&batch=1');
    const { id: conversationId } = await ada.startConversation([bob]);
    await ada.call('POST', `/conversations/${conversationId}/members`, { userId: newcomer.id });
    const batch = await socket.frame(({ type }) => type === 'batch');
    expect(batch.events).toMatchObject([
      { type: 'conversation.created', conversation: { id: conversationId } },
      { type: 'member.joined', userId: newcomer.id },
    ]);
    await socket.close();
  });
});
