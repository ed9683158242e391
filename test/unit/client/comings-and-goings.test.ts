import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChatClient, memoryOutboxStore } from '../../../client/src/index.ts';
import { RandomStream } from '../../history/random-stream.ts';
import { aDevice, during } from './support/device.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const people = ['ada', 'bob'];
const steps = 150;

const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => void process.off('unhandledRejection', note));

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

it.each(seeds)(
  'whatever one does, all is committed once, by who sent it, and nothing is left under way (seed %i)',
  async (seed) => {
    // Given one device that people come to and leave
    const time = new SimulatedTime();
    const gateway = new FakeGateway(time, seed);
    const lab = gateway.chat('lab', people);
    const random = new RandomStream(seed, 'comings and goings');
    const outboxStore = memoryOutboxStore();
    const timers = new Set<symbol>();
    const after = (ms: number, callback: () => void) => {
      const timer = Symbol('timer');
      timers.add(timer);
      const cancel = time.after(ms, () => {
        timers.delete(timer);
        callback();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    };
    const { chat, signal } = aDevice({ time, gateway }, { seed, outboxStore, runtime: { after } });
    const sent: string[] = [];
    const whileAway: string[] = [];
    const isQuiet = (promise: Promise<unknown> | undefined) => void promise?.catch(() => {});

    const who = () => chat.auth.user?.id;
    const conversation = (): ReturnType<ChatClient['conversation']> => chat.conversation('lab');
    const send = () => {
      const content = `${who()} ${sent.length}`;
      sent.push(content);
      isQuiet(conversation().send({ content }).acknowledged);
    };
    const actions: readonly (() => void)[] = [
      () => chat.connect(),
      () => chat.connect(),
      () => chat.disconnect(),
      () => isQuiet(chat.auth.logOut()),
      () => isQuiet(chat.auth.logIn({ email: people[random.below(2)] ?? '', password: 'a password' })),
      () => isQuiet(conversation().open()),
      () => conversation().close(),
      () => conversation().markRead(),
      () => conversation().typing(),
      () => chat.presence.set('away'),
      () => signal(random.chance(0.5) ? 'online' : 'offline'),
      () => gateway.drop(who() ?? '', random.chance(0.5) ? 'closed' : 'dead'),
      () => gateway.tell(who() ?? '', { type: 'session.revoked' }),
      () => {
        gateway.isDown = random.chance(0.3);
      },
      () => {
        whileAway.push(`carol ${whileAway.length}`);
        lab.send('carol', { content: whileAway.at(-1) ?? '', clientMessageId: `${whileAway.length}` });
      },
      () => void (who() && send()),
      () => void (who() && send()),
      () => void (who() && send()),
    ];

    // When they do anything at any time, over a network that loses, doubles and delays
    gateway.faults = { lost: 0.05, doubled: 0.2, delayMs: 800, lostAnswers: 0.1 };
    for (let step = 0; step < steps; step += 1) {
      actions[random.below(actions.length)]?.();
      // Mostly at once or soon, now and then so late that connections are changed.
      await time.pass(random.chance(0.02) ? 70 * 60_000 : random.chance(0.4) ? 0 : random.below(3_000));
      const own = [...conversation().getSnapshot().pending].filter(
        ({ draft }) => !draft.content?.startsWith(who() ?? '-'),
      );
      expect(own).toEqual([]);
    }
    gateway.faults = noFaults;
    gateway.isDown = false;
    // Whoever is still signing in gets there.
    await time.pass(60_000);

    // Then each of them finds all there when they come again, and has sent all that they sent, once
    for (const userId of people) {
      await during(
        time,
        chat.auth.logOut().catch(() => {}),
      );
      await during(time, chat.auth.logIn({ email: userId, password: 'a password' }));
      chat.connect();
      await during(time, conversation().open());
      await time.pass(3 * 60_000);
      expect(conversation().getSnapshot()).toMatchObject({ pending: [], gaps: [], completeUpTo: lab.messages.length });
      expect(conversation().getSnapshot().messages.at(-1)).toEqual(lab.messages.at(-1));
      expect(gateway.connectionCount).toBe(1);
    }
    const committed = lab.messages.map(({ content }) => content);
    expect([...committed].sort()).toEqual([...sent, ...whileAway].sort());
    expect(lab.messages.filter(({ senderId, content }) => !content.startsWith(senderId))).toEqual([]);
    for (const userId of people) {
      const numbers = committed
        .filter((content) => content.startsWith(userId))
        .map((content) => Number(content.split(' ')[1]));
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    }

    // And who leaves leaves nothing under way
    chat.disconnect();
    await time.pass(60_000);
    expect([timers.size, gateway.connectionCount, rejections]).toEqual([0, 0, []]);
  },
  60_000,
);
