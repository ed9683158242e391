import { expect, it } from '@jest/globals';
import type { Message } from '../../../client/src/index.ts';
import { RandomStream } from '../../history/random-stream.ts';
import { aSignedInDevice, during } from './support/device.ts';
import { FakeGateway } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const minuteMs = 60_000;
const hours = 24;

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('loses and doubles nothing in 24 hours of API Gateway', async () => {
  // Given two people who are connected, over ways that delay, double, and lose answers
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  const stored = gateway.chat('lab', ['ada', 'bob']);
  const world = { time, gateway };
  const people = ['ada', 'bob'];
  const devices = [];
  const heard: Message[][] = [];
  for (const [index, userId] of people.entries()) {
    const device = await aSignedInDevice(world, userId, { seed: index + 1 });
    const { chat } = device;
    chat.connect();
    await during(time, chat.conversation('lab').open());
    const own: Message[] = [];
    chat.conversation('lab').onMessage((message) => own.push(message));
    heard.push(own);
    devices.push(device);
  }
  gateway.faults = { lost: 0, doubled: 0.2, delayMs: 400, lostAnswers: 0.02 };

  // When both write all day, are quiet at times, and are dropped at random
  const random = new RandomStream(1, 'the day');
  const acknowledged: Promise<Message>[] = [];
  const untilMs = time.now() + hours * 60 * minuteMs;
  let sent = 0;
  while (time.now() < untilMs) {
    const [who = 0, other = 1] = random.chance(0.5) ? [0, 1] : [1, 0];
    sent += 1;
    const { chat } = devices[who] as (typeof devices)[number];
    acknowledged.push(chat.conversation('lab').send({ content: `${people[who]} ${sent}` }).acknowledged);
    if (random.chance(0.03)) gateway.drop(people[other] ?? '', random.chance(0.5) ? 'closed' : 'dead');
    if (random.chance(0.02)) gateway.drop(people[who] ?? '', 'dead');
    // Now and then an hour is quiet but for the heartbeat.
    await time.pass(random.chance(0.03) ? 60 * minuteMs : random.below(4 * minuteMs));
  }
  gateway.faults = { lost: 0, doubled: 0, delayMs: 0, lostAnswers: 0 };
  await time.pass(10 * minuteMs);

  // Then each message is there once, and each of them heard each once, in order
  await Promise.all(acknowledged);
  expect(stored.messages.map(({ content }) => content).sort()).toEqual(
    [...new Set(stored.messages.map(({ content }) => content))].sort(),
  );
  expect(stored.messages).toHaveLength(sent);
  for (const [index, { chat }] of devices.entries()) {
    expect(heard[index]?.map(({ sequenceNumber }) => sequenceNumber)).toEqual(upTo(sent));
    const { messages, completeUpTo, gaps, pending } = chat.conversation('lab').getSnapshot();
    expect(messages).toEqual(stored.messages);
    expect({ completeUpTo, gaps, pending }).toEqual({ completeUpTo: sent, gaps: [], pending: [] });
    expect(chat.inbox.getSnapshot().conversations.map(({ sequenceNumber }) => sequenceNumber)).toEqual([sent]);
  }

  // And the gateway never had to cut what was alive: not for silence, not for its age, not for its token
  expect({ ...gateway.cuts, dropped: 0 }).toEqual({ idle: 0, age: 0, lease: 0, dropped: 0 });
  expect(gateway.cuts.dropped).toBeGreaterThan(5);
  expect(gateway.counts.authenticate).toBeGreaterThan(10);
  expect(gateway.counts.ping).toBeGreaterThan(10);
  expect(gateway.counts['POST /auth/refresh']).toBeGreaterThan(10);
}, 60_000);
