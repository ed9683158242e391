import { describe, expect, it } from '@jest/globals';
import { memoryOutboxStore } from '../../../client/src/index.ts';
import { aDevice, aSignedInDevice, during } from './support/device.ts';
import { Refusal } from './support/fake-chat.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const aWorld = () => {
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  return { time, gateway, lab: gateway.chat('lab', ['ada', 'bob']) };
};

const contents = (messages: readonly { readonly content: string }[]) => messages.map(({ content }) => content);

describe('a message that is sent', () => {
  it('is shown at once as pending, and in its place when it is acknowledged', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    chat.connect();
    const conversation = chat.conversation('lab');
    await during(world.time, conversation.open());
    const { acknowledged } = conversation.send({ content: 'one' });
    expect(conversation.getSnapshot()).toMatchObject({ messages: [], pending: [{ state: 'sending' }] });
    await during(world.time, acknowledged);
    expect(conversation.getSnapshot()).toMatchObject({ messages: lab.messages, pending: [] });
  });

  it('is committed once, however many acks are lost, and never out of order', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    chat.connect();
    world.gateway.faults = { ...noFaults, lostAnswers: 0.5, delayMs: 50 };
    const numbers = Array.from({ length: 30 }, (_, index) => `${index}`);
    const sent = numbers.map((content) => chat.conversation('lab').send({ content }).acknowledged);
    const messages = await during(world.time, Promise.all(sent), 1_000);
    expect(contents(lab.messages)).toEqual(numbers);
    expect(messages.map(({ sequenceNumber }) => sequenceNumber)).toEqual(numbers.map((_, index) => index + 1));
  });

  it('is not sent again when it comes by another way than its ack', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    chat.connect();
    await during(world.time, chat.conversation('lab').open());
    world.gateway.faults = { ...noFaults, lostAnswers: 1 };
    await during(world.time, chat.conversation('lab').send({ content: 'one' }).acknowledged);
    await world.time.pass(60_000);
    expect([lab.messages.length, world.gateway.counts['message.send']]).toEqual([1, 1]);
  });

  it('outlives a reload, with those before it first', async () => {
    const { lab, ...world } = aWorld();
    const outboxStore = memoryOutboxStore();
    const { chat } = await aSignedInDevice(world, 'ada', { outboxStore });
    world.gateway.isDown = true;
    for (const content of ['one', 'two', 'three']) chat.conversation('lab').send({ content });
    await world.time.pass(5_000);
    // The page is gone: what it has under way goes nowhere.
    chat.disconnect();
    const { chat: reloaded } = await (async () => {
      world.gateway.isDown = false;
      return aSignedInDevice(world, 'ada', { outboxStore, seed: 2 });
    })();
    reloaded.connect();
    await world.time.pass(60_000);
    expect(contents(lab.messages)).toEqual(['one', 'two', 'three']);
    expect(await outboxStore.load('ada')).toEqual([]);
  });

  it("waits for its person, and is nobody else's", async () => {
    const { lab, ...world } = aWorld();
    const outboxStore = memoryOutboxStore();
    const { chat } = await aSignedInDevice(world, 'ada', { outboxStore });
    world.gateway.refuse = (what) => (what.includes('messages') ? new Refusal(503, 'UNAVAILABLE') : undefined);
    const { acknowledged } = chat.conversation('lab').send({ content: "ada's" });
    await world.time.pass(1_000);
    await during(world.time, chat.auth.logOut());
    await expect(acknowledged).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    world.gateway.refuse = () => undefined;
    await during(world.time, chat.auth.logIn({ email: 'bob', password: 'a password' }));
    await world.time.pass(60_000);
    expect(lab.messages).toEqual([]);
    await during(world.time, chat.auth.logOut());
    await during(world.time, chat.auth.logIn({ email: 'ada', password: 'a password' }));
    await world.time.pass(60_000);
    expect(lab.messages.map(({ senderId, content }) => [senderId, content])).toEqual([['ada', "ada's"]]);
  });

  it('that is refused for good is shown so, lets the next ones through, and is tried again when told to', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    chat.connect();
    const conversation = chat.conversation('lab');
    await during(world.time, conversation.open());
    let refusals = 1;
    world.gateway.refuse = (what) => {
      if (what !== 'message.send' || refusals === 0) return undefined;
      refusals -= 1;
      return new Refusal(403, 'FORBIDDEN');
    };
    const first = conversation.send({ content: 'one' });
    const second = conversation.send({ content: 'two' });
    await during(world.time, second.acknowledged);
    await expect(first.acknowledged).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(conversation.getSnapshot().pending).toMatchObject([{ state: 'refused', error: { code: 'FORBIDDEN' } }]);
    await conversation.retry(first.clientMessageId);
    await world.time.pass(1_000);
    expect([contents(lab.messages), conversation.getSnapshot().pending]).toEqual([['two', 'one'], []]);
  });

  it('waits as long as the server says when there are too many', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    chat.connect();
    await during(world.time, chat.conversation('lab').open());
    let refusals = 1;
    world.gateway.refuse = (what) => {
      if (what !== 'message.send' || refusals === 0) return undefined;
      refusals -= 1;
      return new Refusal(429, 'RATE_LIMITED', 7);
    };
    chat.conversation('lab').send({ content: 'one' });
    await world.time.pass(6_900);
    expect([world.gateway.counts['message.send'], lab.messages.length]).toEqual([1, 0]);
    await world.time.pass(300);
    expect(lab.messages).toHaveLength(1);
  });

  it('goes over HTTP where nothing is connected', async () => {
    const { lab, ...world } = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    await during(world.time, chat.conversation('lab').send({ content: 'one' }).acknowledged);
    expect(contents(lab.messages)).toEqual(['one']);
    expect(aDevice(world).chat.connection).toBe('idle');
  });
});
