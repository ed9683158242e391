import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, Person } from './support/person.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let stranger: Person;
const { connect, closeAll } = openSockets();

beforeAll(async () => {
  [ada, bob, stranger] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('stranger', tenant),
  ];
}, 60_000);

afterAll(closeAll);

describe('typing', () => {
  it('is seen by those who joined, told once while it goes on, and by nobody else', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const [ofAda, ofBob, ofStranger] = [await connect(ada), await connect(bob), await connect(stranger)];
    expect(await ofStranger.ask('conversation.join', { conversationId })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ofStranger.ask('typing.start', { conversationId })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ofBob.ask('conversation.join', { conversationId })).toMatchObject({
      type: 'ack',
      head: { sequenceNumber: 0, changeNumber: 0 },
      typing: [],
    });
    await ofAda.ask('typing.start', { conversationId });
    await ofAda.ask('typing.start', { conversationId });
    await ofAda.ask('typing.stop', { conversationId });
    await ofBob.frame((frame) => frame.type === 'typing.stopped');
    const seen = ofBob.frames.filter(({ type }) => type.startsWith('typing.'));
    expect(seen).toEqual([
      { type: 'typing.started', conversationId, userId: ada.id, displayName: 'ada' },
      { type: 'typing.stopped', conversationId, userId: ada.id },
    ]);
    expect([...ofAda.frames, ...ofStranger.frames].filter(({ type }) => type.startsWith('typing.'))).toEqual([]);
  });

  it('that goes on is told to who joins, and to nobody who has left', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const [ofAda, ofBob] = [await connect(ada), await connect(bob)];
    await ofAda.ask('typing.start', { conversationId });
    expect(await ofBob.ask('conversation.join', { conversationId })).toMatchObject({
      typing: [{ userId: ada.id, displayName: 'ada' }],
    });
    const standing = await ofBob.ask('conversation.join', { conversationId });
    expect(await ofBob.ask('conversation.leave', { conversationId })).toEqual({
      ...standing,
      requestId: expect.any(String),
    });
    await ofAda.ask('typing.stop', { conversationId });
    await ofBob.ask('ping');
    expect(ofBob.frames.filter(({ type }) => type === 'typing.stopped')).toEqual([]);
  });
});

describe('who was removed', () => {
  it('hears nothing more of the conversation that they had joined', async () => {
    const removed = await Person.register('removed', tenant);
    const { id: conversationId } = await ada.startConversation([bob, removed]);
    const [ofAda, ofBob, ofRemoved] = [await connect(ada), await connect(bob), await connect(removed)];
    for (const socket of [ofBob, ofRemoved]) await socket.ask('conversation.join', { conversationId });
    await ada.call('DELETE', `/conversations/${conversationId}/members/${removed.id}`);
    await ofAda.ask('typing.start', { conversationId });
    await ofBob.frame(({ type }) => type === 'typing.started');
    const another = await Person.register('another', tenant);
    await ada.call('POST', `/conversations/${conversationId}/members`, { userId: another.id });
    await connect(another);
    await ofBob.frame(({ type, userId }) => type === 'presence.changed' && userId === another.id);
    await ofRemoved.ask('ping');
    const heard = ofRemoved.frames.filter(
      ({ type, userId }) => type.startsWith('typing.') || (type === 'presence.changed' && userId === another.id),
    );
    expect(heard).toEqual([]);
  });
});

describe('presence', () => {
  it('goes online with the first device and offline with the last one, for those who look', async () => {
    const watched = await Person.register('watched', tenant);
    const { id: conversationId } = await ada.startConversation([watched]);
    const ofAda = await connect(ada);
    const presences = () =>
      ofAda.frames.filter(({ type, userId }) => type === 'presence.changed' && userId === watched.id);
    const { presence } = await ofAda.ask('conversation.join', { conversationId });
    expect(presence).toContainEqual({ userId: watched.id, status: 'offline', lastSeen: null });

    const phone = await connect(watched);
    await ofAda.framesUntil(() => presences().length === 1);
    const laptop = await connect(watched);
    await phone.close();
    await laptop.ask('presence.set', { status: 'away' });
    await ofAda.framesUntil(() => presences().length >= 2);
    await laptop.close();
    await ofAda.framesUntil(() => presences().length >= 3);
    expect(presences().map(({ status }) => status)).toEqual(['online', 'away', 'offline']);
    expect(presences().at(-1)?.lastSeen).toEqual(expect.stringMatching(/^\d{4}-/));
  });

  it('is nothing to people who share no conversation', async () => {
    const ofStranger = await connect(stranger);
    await connect(bob);
    await ofStranger.ask('ping');
    expect(ofStranger.frames.filter(({ type }) => type === 'presence.changed')).toEqual([]);
  });
});
