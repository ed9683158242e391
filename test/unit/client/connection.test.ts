import { describe, expect, it } from '@jest/globals';
import type { ConnectionState } from '../../../client/src/index.ts';
import { aSignedInDevice, during } from './support/device.ts';
import { Refusal } from './support/fake-chat.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const minuteMs = 60_000;

const connected = async (options: Parameters<typeof aSignedInDevice>[2] = {}) => {
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  const lab = gateway.chat('lab', ['ada', 'bob']);
  const { chat, signal } = await aSignedInDevice({ time, gateway }, 'ada', options);
  const states: ConnectionState[] = [];
  chat.on('connection', (state) => states.push(state));
  chat.connect();
  await during(time, chat.conversation('lab').open());
  return { time, gateway, lab, chat, signal, states };
};

describe('a connection', () => {
  it('is opened again when it is lost, and brings what was missed', async () => {
    const { time, gateway, lab, chat, states } = await connected();
    gateway.drop('ada', 'closed');
    lab.send('bob', { content: 'missed', clientMessageId: '1' });
    await time.pass(5_000);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
    expect(states).toEqual(['connecting', 'online', 'waiting', 'connecting', 'online']);
  });

  it('is tried less and less often while nobody answers, at times that differ between devices', async () => {
    const times = async (seed: number) => {
      const { time, gateway, chat } = await connected({ seed });
      const tries: number[] = [];
      const startedMs = time.now();
      chat.on('connection', (state) => state === 'connecting' && tries.push(time.now() - startedMs));
      gateway.isDown = true;
      gateway.drop('ada', 'closed');
      await time.pass(10 * minuteMs);
      return tries;
    };
    const [one, other] = [await times(1), await times(2)];
    expect(one.filter((ms) => ms < minuteMs).length).toBeGreaterThan(4);
    // Half a minute apart at most, a quarter on the average.
    expect(one.length).toBeGreaterThan(20);
    expect(one.length).toBeLessThan(80);
    expect(one).not.toEqual(other);
  });

  it('is tried at once when the network comes back', async () => {
    const { time, gateway, chat, signal } = await connected();
    gateway.isDown = true;
    signal('offline');
    gateway.drop('ada', 'closed');
    await time.pass(10 * minuteMs + 20_000);
    gateway.isDown = false;
    signal('online');
    await time.pass(100);
    expect(chat.connection).toBe('online');
  });

  it('follows after a planned change what was opened while the next one was being prepared', async () => {
    const { time, gateway, lab, chat } = await connected();
    const conversation = chat.conversation('lab');
    conversation.close();
    gateway.chat('office', ['ada', 'bob']);
    await during(time, chat.conversation('office').open());

    // Given that it is opened when its turn to be followed is over
    let isOver = false;
    gateway.refuse = (what) => {
      if (what === 'conversation.join' && gateway.connectionCount === 2 && !isOver) {
        isOver = true;
        conversation.open().catch(() => {});
      }
      return undefined;
    };
    await time.pass(125 * minuteMs);
    expect(isOver).toBe(true);

    lab.send('bob', { content: 'hello', clientMessageId: '1' });
    await time.pass(1_000);
    expect(conversation.getSnapshot().messages).toEqual(lab.messages);
  });

  it('that died without a word is found out when the page is looked at again', async () => {
    const { time, gateway, lab, chat, signal } = await connected();
    gateway.drop('ada', 'dead');
    lab.send('bob', { content: 'missed', clientMessageId: '1' });
    signal('visible');
    await time.pass(10_000);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
  });

  it('that died without a word is found out by its heartbeat', async () => {
    const { time, gateway, lab, chat } = await connected();
    gateway.drop('ada', 'dead');
    lab.send('bob', { content: 'missed', clientMessageId: '1' });
    await time.pass(5 * minuteMs);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
  });

  it('that died while the machine slept is found out at waking', async () => {
    const { time, gateway, lab, chat } = await connected();
    await time.pass(minuteMs);
    gateway.drop('ada', 'dead');
    lab.send('bob', { content: 'missed', clientMessageId: '1' });
    time.sleep(3 * minuteMs);
    await time.pass(25_000);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
  });

  it('is changed before its 2 hours are over, and brings each message at once all the while', async () => {
    const { time, gateway, lab, chat, states } = await connected();
    const late: number[] = [];
    chat.conversation('lab').onMessage(({ timestamp }) => late.push(time.now() - Date.parse(timestamp)));
    await time.pass(100 * minuteMs);
    gateway.faults = { ...noFaults, delayMs: 400, doubled: 0.2 };
    // A message every second for 15 minutes, in which the change falls.
    for (let second = 0; second < 900; second += 1) {
      lab.send('bob', { content: `${second}`, clientMessageId: `${second}` });
      await time.pass(1_000);
    }
    await time.pass(30_000);
    expect(gateway.counts.connections).toBe(2);
    expect(states).toEqual(['connecting', 'online']);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
    expect(late).toHaveLength(900);
    expect(Math.max(...late)).toBeLessThan(1_500);
  });

  it('says on the next one too, before others see it, that the person is away', async () => {
    const { time, gateway, chat } = await connected();
    chat.presence.set('away');
    await time.pass(100 * minuteMs);
    gateway.refuse = (what) => (what === 'conversation.join' ? new Refusal(503, 'UNAVAILABLE') : undefined);
    await time.pass(11 * minuteMs);
    expect(gateway.statuses.length).toBe(gateway.counts.connections);
    expect(new Set(gateway.statuses)).toEqual(new Set(['away']));
  });

  it('goes on over the planned change when the next one cannot be opened at first', async () => {
    const { time, gateway, lab, chat, states } = await connected();
    await time.pass(103 * minuteMs);
    gateway.refuse = (what) => (what.includes('ws-token') ? new Refusal(503, 'UNAVAILABLE') : undefined);
    await time.pass(10 * minuteMs);
    gateway.refuse = () => undefined;
    await time.pass(10 * minuteMs);
    lab.send('bob', { content: 'after', clientMessageId: '1' });
    await time.pass(1_000);
    expect(chat.conversation('lab').getSnapshot().messages).toEqual(lab.messages);
    expect(states).toEqual(['connecting', 'online']);
    expect([gateway.cuts, gateway.connectionCount]).toEqual([{ idle: 0, age: 0, lease: 0, dropped: 0 }, 1]);
  });

  it('leaves no second connection behind when the next one cannot follow all that this one does', async () => {
    const { time, gateway, states } = await connected();
    await time.pass(103 * minuteMs);
    gateway.refuse = (what) => (what === 'conversation.join' ? new Refusal(503, 'UNAVAILABLE') : undefined);
    await time.pass(8 * minuteMs);
    expect(gateway.counts.connections).toBeGreaterThan(2);
    expect([gateway.connectionCount, states]).toEqual([1, ['connecting', 'online']]);
  });

  it('whose session is revoked stays closed, and nobody is signed in', async () => {
    const { time, gateway, chat } = await connected();
    const reasons: string[] = [];
    chat.on('signed-out', (reason) => reasons.push(reason));
    gateway.tell('ada', { type: 'session.revoked' });
    await time.pass(10 * minuteMs);
    expect([reasons, chat.connection, gateway.connectionCount]).toEqual([['revoked'], 'idle', 0]);
    expect(chat.auth.user).toBeUndefined();
  });

  it('gives up when the session has ended meanwhile', async () => {
    const { time, gateway, chat } = await connected();
    gateway.refuse = (what) =>
      what.includes('ws-token') || what.includes('refresh') ? new Refusal(401, 'UNAUTHENTICATED') : undefined;
    gateway.drop('ada', 'closed');
    await time.pass(minuteMs);
    expect([chat.connection, chat.auth.user]).toEqual(['idle', undefined]);
  });

  it('sends its frames no faster than the server takes them', async () => {
    const { time, gateway, chat } = await connected();
    const conversation = chat.conversation('lab');
    const before = gateway.counts['message.send'] ?? 0;
    for (let index = 0; index < 200; index += 1) conversation.markRead(index);
    for (let index = 0; index < 200; index += 1) {
      void chat
        .conversation(`other ${index}`)
        .open()
        .catch(() => {});
    }
    await time.pass(1_000);
    expect(before).toBe(0);
    expect(gateway.counts['conversation.join']).toBeLessThan(60);
  });

  it('tells of a presence that was refused when it may, as it is by then', async () => {
    const { time, gateway, chat } = await connected();
    gateway.refuse = (what) => (what === 'presence.set' ? new Refusal(429, 'RATE_LIMITED', 3) : undefined);
    for (const status of ['away', 'online', 'away'] as const) chat.presence.set(status);
    await time.pass(1_000);
    gateway.refuse = () => undefined;
    await time.pass(1_500);
    expect(gateway.statuses).toEqual([]);
    await time.pass(1_000);
    expect(gateway.statuses).toEqual(['away']);
  });

  it('sends its token as a sub-protocol where it is told to', async () => {
    const time = new SimulatedTime();
    const gateway = new FakeGateway(time);
    const opened: [string, readonly string[]][] = [];
    const { chat } = await aSignedInDevice({ time, gateway }, 'ada', {
      websocketTokenIn: 'protocol',
      runtime: {
        openSocket: (url, protocols) => {
          opened.push([url, protocols]);
          return gateway.openSocket(url);
        },
      },
    });
    chat.connect();
    await time.pass(1_000);
    expect(opened).toEqual([['ws://chat.test/ws?batch=1', ['chemchat.v1', expect.stringMatching(/^ada /)]]]);
    chat.disconnect();
    expect([chat.connection, gateway.connectionCount]).toEqual(['idle', 0]);
  });
});
