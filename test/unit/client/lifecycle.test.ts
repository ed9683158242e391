import { describe, expect, it } from '@jest/globals';
import { aSignedInDevice, during } from './support/device.ts';
import { Refusal } from './support/fake-chat.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const minuteMs = 60_000;

const aWorld = async (messages = 0) => {
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  const lab = gateway.chat('lab', ['ada', 'bob']);
  for (let index = 0; index < messages; index += 1)
    lab.send('bob', { content: `${index}`, clientMessageId: `${index}` });
  const { chat } = await aSignedInDevice({ time, gateway }, 'ada');
  return { time, gateway, lab, chat };
};

type World = Awaited<ReturnType<typeof aWorld>>;

/** What may be under way when somebody leaves. */
const phases: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'getting its token': async ({ chat }) => chat.connect(),
  'opening its socket': async ({ time, gateway, chat }) => {
    chat.connect();
    await time.pass(3);
    // Nobody answers the handshake.
    gateway.isDown = true;
  },
  'waiting for its next try': async ({ time, gateway, chat }) => {
    gateway.isDown = true;
    chat.connect();
    await time.pass(3_000);
  },
  'opening the next connection': async ({ time, gateway, chat }) => {
    chat.connect();
    void chat.conversation('lab').open();
    await time.pass(104 * minuteMs);
    gateway.faults = { ...gateway.faults, delayMs: 2_000 };
    await time.pass(7 * minuteMs);
  },
  'being changed for the next one': async ({ time, gateway, chat }) => {
    chat.connect();
    void chat.conversation('lab').open();
    await time.pass(minuteMs);
    while (gateway.connectionCount < 2) await time.pass(500);
    await time.pass(200);
  },
  'fetching what was missed': async ({ time, gateway, chat }) => {
    gateway.faults = { ...gateway.faults, delayMs: 500 };
    chat.connect();
    await time.pass(3_000);
    void chat.conversation('lab').open();
    await time.pass(700);
  },
  'sending more than it may at once': async ({ time, chat }) => {
    chat.connect();
    await time.pass(1_000);
    for (let index = 0; index < 200; index += 1)
      chat
        .conversation(`other ${index}`)
        .open()
        .catch(() => {});
    await time.pass(100);
  },
  'waiting to tell of its presence again': async ({ time, gateway, chat }) => {
    gateway.refuse = (what) => (what === 'presence.set' ? new Refusal(429, 'RATE_LIMITED', 30) : undefined);
    chat.connect();
    await time.pass(1_000);
    chat.presence.set('away');
    await time.pass(1_000);
  },
  'telling of marks and of typing': async ({ time, gateway, lab, chat }) => {
    chat.connect();
    await during(time, chat.conversation('lab').open());
    chat.conversation('lab').markRead();
    chat.conversation('lab').typing();
    gateway.tell('ada', { type: 'typing.started', conversationId: 'lab', userId: 'bob', displayName: 'Bob' });
    lab.send('bob', { content: 'one more', clientMessageId: 'one more' });
    await time.pass(20);
  },
};

describe.each(Object.entries(phases))('a client that is left while it is %s', (_phase, reach) => {
  it.each(['disconnect', 'logOut'] as const)('has no socket left at once after %s, and no timer soon', async (way) => {
    const world = await aWorld(80);
    const { time, gateway, chat } = world;
    await reach(world);
    const left = way === 'disconnect' ? chat.disconnect() : chat.auth.logOut().catch(() => {});
    gateway.isDown = false;
    gateway.faults = noFaults;
    await during(time, Promise.resolve(left));
    await time.pass(0);
    expect([chat.connection, gateway.connectionCount]).toEqual(['idle', 0]);
    // What it asked for over HTTP is answered, or given up.
    await time.pass(5_000);
    expect([time.waiting, gateway.connectionCount]).toEqual([0, 0]);
  });

  it('connects again, and misses nothing', async () => {
    const world = await aWorld(80);
    const { time, gateway, lab, chat } = world;
    await reach(world);
    chat.disconnect();
    gateway.isDown = false;
    lab.send('bob', { content: 'meanwhile', clientMessageId: 'meanwhile' });
    chat.connect();
    await during(time, chat.conversation('lab').open());
    await time.pass(minuteMs);
    expect([chat.connection, gateway.connectionCount]).toEqual(['online', 1]);
    expect(chat.conversation('lab').getSnapshot().messages.at(-1)).toEqual(lab.messages.at(-1));
  });
});

describe('a client that was disconnected', () => {
  it('still sends what was asked for, over HTTP, and then rests', async () => {
    const { time, gateway, lab, chat } = await aWorld();
    chat.connect();
    await during(time, chat.conversation('lab').open());
    gateway.drop('ada', 'dead');
    const { acknowledged } = chat.conversation('lab').send({ content: 'one' });
    chat.disconnect();
    await during(time, acknowledged);
    expect(lab.messages.map(({ content }) => content)).toEqual(['one']);
    await time.pass(3 * 60 * minuteMs);
    expect(time.waiting).toBe(0);
  });

  it('by who hears that it is connected stays so', async () => {
    const { time, gateway, chat } = await aWorld();
    chat.on('connection', (state) => state === 'online' && chat.disconnect());
    chat.connect();
    await time.pass(10_000);
    expect([chat.connection, gateway.connectionCount, time.waiting]).toEqual(['idle', 0, 0]);
    expect(gateway.counts['GET /conversations']).toBeUndefined();
  });
});

describe('a client that another person signs in on', () => {
  const everything = (chat: World['chat']) => [
    chat.inbox.getSnapshot().conversations.map(({ id }) => id),
    chat.conversation('lab').getSnapshot().messages,
    chat.conversation('lab').getSnapshot().pending,
  ];

  it('shows nothing of the first, be it logged out or not, even of what comes late', async () => {
    for (const logsOut of [true, false]) {
      const { time, gateway, lab, chat } = await aWorld(5);
      chat.connect();
      await during(time, chat.conversation('lab').open());
      const before = chat.conversation('lab');
      // Given answers and frames that are on their way for long
      gateway.faults = { ...gateway.faults, delayMs: 3_000 };
      lab.send('bob', { content: 'late', clientMessageId: 'late' });
      chat.inbox.load().catch(() => {});
      chat.api.getConversation('lab').catch(() => {});
      before.markRead();
      void before.send({ content: "ada's" });
      if (logsOut) {
        gateway.tell('ada', { type: 'session.revoked' });
        await time.pass(3_100);
      }
      gateway.faults = { ...gateway.faults, delayMs: 0 };
      gateway.refuse = () => undefined;
      await during(time, chat.auth.logIn({ email: 'carol', password: 'a password' }));
      chat.connect();
      await time.pass(minuteMs);
      expect(everything(chat)).toEqual([[], [], []]);
      expect(chat.auth.user?.id).toBe('carol');
      // And the first one's conversation is dead, not the second one's.
      await expect(before.open()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
      expect(() => before.send({ content: 'as whom?' })).toThrow('session has ended');
      expect(lab.messages.every(({ senderId }) => senderId !== 'carol')).toBe(true);
    }
  });

  it('asks for nothing as the second what the first one wanted', async () => {
    const { time, gateway, chat } = await aWorld(5);
    chat.connect();
    await during(time, chat.conversation('lab').open());
    gateway.chat('other', ['ada', 'carol']);
    const asked: string[] = [];
    gateway.refuse = (what) => {
      asked.push(what);
      return undefined;
    };
    gateway.faults = { ...gateway.faults, delayMs: 4_000 };
    const late = chat.api.getConversation('other').catch(({ code }) => code);
    await time.pass(0);
    gateway.faults = { ...gateway.faults, delayMs: 0 };
    await during(time, chat.auth.logIn({ email: 'carol', password: 'a password' }));
    expect(await during(time, late)).toBe('SESSION_ENDED');
    chat.conversation('other').markRead();
    await time.pass(minuteMs);
    expect(asked.filter((what) => /read|delivered/.test(what))).toEqual([]);
  });

  it('does not tell as the second how far the first one has read', async () => {
    const { time, gateway, lab, chat } = await aWorld(5);
    await during(time, chat.conversation('lab').open());
    // Given a mark that waits to be told again
    gateway.refuse = (what) => (what.includes('/read') ? new Refusal(503, 'UNAVAILABLE') : undefined);
    chat.conversation('lab').markRead();
    await time.pass(1_000);
    await during(time, chat.auth.logOut());
    gateway.refuse = () => undefined;
    await during(time, chat.auth.logIn({ email: 'bob', password: 'a password' }));
    await time.pass(minuteMs);
    expect(gateway.counts[`POST /conversations/${lab.id}/read`]).toBe(1);
  });

  it('stays, when the first one hears late that they are logged out', async () => {
    const { time, gateway, chat } = await aWorld();
    gateway.faults = { ...noFaults, lostAnswers: 1 };
    const left = chat.auth.logOut();
    await time.pass(10);
    gateway.faults = noFaults;
    await during(time, chat.auth.logIn({ email: 'bob', password: 'a password' }));
    await during(time, left);
    expect(chat.auth.user?.id).toBe('bob');
  });

  it('tells who logs out that it was by themselves, though the connection says first that the session is revoked', async () => {
    const { time, gateway, chat } = await aWorld();
    chat.connect();
    await time.pass(1_000);
    const reasons: string[] = [];
    chat.on('signed-out', (reason) => reasons.push(reason));
    gateway.faults = { ...gateway.faults, delayMs: 0 };
    const left = chat.auth.logOut();
    gateway.tell('ada', { type: 'session.revoked' });
    await during(time, left);
    expect(reasons).toEqual(['logged-out']);
  });
});
