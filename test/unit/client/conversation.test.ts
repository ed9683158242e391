import { describe, expect, it } from '@jest/globals';
import type { Media } from '../../../client/src/wire.ts';
import { aSignedInDevice, during } from './support/device.ts';
import type { FakeChat } from './support/fake-chat.ts';
import { Refusal } from './support/fake-chat.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const say = (lab: FakeChat, count: number) => {
  for (let index = 0; index < count; index += 1) {
    lab.send('bob', { content: `said ${lab.messages.length + 1}`, clientMessageId: `${lab.messages.length + 1}` });
  }
};

const opened = async (count = 0) => {
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  const lab = gateway.chat('lab', ['ada', 'bob']);
  say(lab, count);
  const { chat } = await aSignedInDevice({ time, gateway }, 'ada');
  chat.connect();
  const conversation = chat.conversation('lab');
  await during(time, conversation.open());
  return { time, gateway, lab, chat, conversation };
};

const aFile = (status: Media['status']): Media => ({
  id: status,
  status,
  kind: 'image',
  fileName: 'picture.png',
  contentType: 'image/png',
  size: 1,
  renditions: [],
});

const numbersOf = ({ messages }: { readonly messages: readonly { readonly sequenceNumber: number }[] }) =>
  messages.map(({ sequenceNumber }) => sequenceNumber);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('an open conversation', () => {
  it('starts with its newest page, and goes back page by page', async () => {
    const { time, conversation } = await opened(120);
    expect(numbersOf(conversation.getSnapshot())).toEqual(range(71, 120));
    expect(conversation.getSnapshot()).toMatchObject({ completeUpTo: 120, hasOlder: true, gaps: [] });
    expect(await during(time, conversation.loadOlder())).toBe(true);
    expect(await during(time, conversation.loadOlder())).toBe(false);
    expect(numbersOf(conversation.getSnapshot())).toEqual(range(1, 120));
  });

  it('asks for an older page once, however often one scrolls there meanwhile', async () => {
    const { time, gateway, conversation } = await opened(120);
    const asked = () => gateway.counts['GET /conversations/lab/messages'] ?? 0;
    const before = asked();
    await during(time, Promise.all([conversation.loadOlder(), conversation.loadOlder(), conversation.loadOlder()]));
    expect(asked()).toBe(before + 1);
    await during(time, conversation.loadOlder());
    expect([asked(), numbersOf(conversation.getSnapshot())]).toEqual([before + 2, range(1, 120)]);
  });

  it('shows a page that a search led to, and what is missing up to the newest, until it is filled', async () => {
    const { time, conversation } = await opened(200);
    await during(time, conversation.loadAround(60));
    const { gaps, messages } = conversation.getSnapshot();
    expect(messages.some(({ sequenceNumber }) => sequenceNumber === 60)).toBe(true);
    expect(gaps).toEqual([{ after: 85, before: 151 }]);
    for (const _ of [1, 2]) {
      const [gap] = conversation.getSnapshot().gaps;
      if (gap) await during(time, conversation.fillGap(gap));
    }
    expect(conversation.getSnapshot().gaps).toEqual([]);
    expect(numbersOf(conversation.getSnapshot())).toEqual(range(36, 200));
  });

  it('is read over HTTP where the next page fits no frame', async () => {
    const { time, gateway, lab, conversation } = await opened(3);
    gateway.refuse = (what) => (what === 'sync' ? new Refusal(413, 'TOO_LARGE') : undefined);
    gateway.drop('ada', 'closed');
    say(lab, 2);
    await time.pass(5_000);
    expect(numbersOf(conversation.getSnapshot())).toEqual(range(1, 5));
  });

  it('learns what became of files while nobody listened, and asks for no other', async () => {
    const { time, gateway, lab, conversation } = await opened(3);
    const [pending, processing, ready] = [aFile('pending'), aFile('processing'), aFile('ready')];
    lab.send('bob', { content: 'look', clientMessageId: 'look' }, [pending, processing, ready]);
    await time.pass(1_000);
    gateway.drop('ada', 'closed');
    gateway.media.set(pending.id, { ...pending, status: 'rejected', reason: 'TYPE_MISMATCH' });
    gateway.media.set(processing.id, processing);
    await time.pass(5_000);
    const statuses = () =>
      conversation
        .getSnapshot()
        .messages.at(-1)
        ?.attachments.map(({ status }) => status);
    expect(statuses()).toEqual(['rejected', 'processing', 'ready']);
    expect(gateway.counts[`GET /media/${ready.id}`]).toBeUndefined();
    gateway.drop('ada', 'closed');
    gateway.media.set(processing.id, { ...processing, status: 'ready' });
    gateway.refuse = (what) => (what.startsWith('GET /media') ? new Refusal(503, 'UNAVAILABLE') : undefined);
    await time.pass(5_000);
    expect(statuses()).toEqual(['rejected', 'processing', 'ready']);
    gateway.refuse = () => undefined;
    gateway.drop('ada', 'closed');
    await time.pass(60_000);
    expect(statuses()).toEqual(['rejected', 'ready', 'ready']);
    expect(gateway.counts[`GET /media/${pending.id}`]).toBe(1);
  });

  it('asks later and later where a page brings nothing', async () => {
    const { time, gateway, lab, conversation } = await opened(3);
    const { sync } = lab;
    lab.sync = (cursor) => ({ ...sync.call(lab, cursor), messages: [], changed: [], next: cursor, complete: false });
    gateway.drop('ada', 'closed');
    say(lab, 2);
    const asked = () => gateway.counts.sync ?? 0;
    const before = asked();
    await time.pass(60_000);
    expect(asked() - before).toBeGreaterThan(1);
    expect(asked() - before).toBeLessThan(20);
    lab.sync = sync;
    await time.pass(60_000);
    expect(numbersOf(conversation.getSnapshot())).toEqual(range(1, 5));
  });

  it('fetches a message whose frame is lost when the next one comes', async () => {
    const { time, gateway, lab, conversation } = await opened(3);
    gateway.faults = { ...noFaults, lost: 1 };
    say(lab, 1);
    gateway.faults = noFaults;
    say(lab, 1);
    await time.pass(100);
    expect(conversation.getSnapshot()).toMatchObject({ completeUpTo: 3, gaps: [{ after: 3, before: 5 }] });
    await time.pass(1_000);
    expect(conversation.getSnapshot()).toMatchObject({ completeUpTo: 5, gaps: [], messages: lab.messages });
  });

  it('tells new messages as an async iterable: each once, in order', async () => {
    const { time, gateway, lab, conversation } = await opened(3);
    gateway.faults = { ...noFaults, doubled: 1, delayMs: 500 };
    const heard: number[] = [];
    const controller = new AbortController();
    const listening = (async () => {
      for await (const { sequenceNumber } of conversation.incoming(controller)) heard.push(sequenceNumber);
    })();
    say(lab, 10);
    await time.pass(5_000);
    controller.abort();
    await listening;
    expect(heard).toEqual(range(4, 13));
  });

  it('applies edits and reactions of others, and those of its own before their frames come', async () => {
    const { time, lab, conversation } = await opened(3);
    lab.edit('m1', 'edited');
    lab.react('bob', 'm2', '👍');
    await time.pass(1_000);
    expect(conversation.getSnapshot().messages).toEqual(lab.messages);
    await during(time, conversation.react('m2', '🎉'));
    await during(time, conversation.edit('m3', 'mine'));
    expect(conversation.getSnapshot().messages).toEqual(lab.messages);
  });

  it('has the same snapshot until something changes, and tells of several changes once', async () => {
    const { time, lab, conversation } = await opened(3);
    const before = conversation.getSnapshot();
    expect(conversation.getSnapshot()).toBe(before);
    let told = 0;
    conversation.subscribe(() => {
      told += 1;
    });
    say(lab, 1);
    await time.pass(1_000);
    expect(conversation.getSnapshot()).not.toBe(before);
    expect(told).toBeLessThan(4);
  });

  it('marks as read only forward, and at most once a second', async () => {
    const { time, gateway, lab, chat, conversation } = await opened(10);
    expect(chat.inbox.getSnapshot().unreadTotal).toBe(10);
    for (const number of range(1, 9)) conversation.markRead(number);
    conversation.markRead(4);
    expect(chat.inbox.getSnapshot().unreadTotal).toBe(1);
    await time.pass(500);
    expect(gateway.counts['message.read']).toBe(1);
    await time.pass(1_000);
    expect([gateway.counts['message.read'], lab.read('ada', 0)]).toEqual([2, 9]);
    // Beyond what is there, it is what is there.
    conversation.markRead(1_000);
    await time.pass(2_000);
    expect(lab.read('ada', 0)).toBe(10);
  });

  it('takes who writes for having read up to there, of which no receipt tells', async () => {
    const { time, lab, conversation } = await opened(3);
    say(lab, 2);
    await time.pass(1_000);
    expect(conversation.getSnapshot().receipts.bob?.lastReadSequence).toBe(5);
  });

  it('marks again what got no answer', async () => {
    const { time, gateway, lab, conversation } = await opened(5);
    gateway.drop('ada', 'dead');
    conversation.markRead();
    await time.pass(60_000);
    expect(lab.read('ada', 0)).toBe(5);
  });

  it('tells that a message arrived, when there is a connection again if it was lost meanwhile', async () => {
    const { time, gateway, lab } = await opened(5);
    await time.pass(5_000);
    gateway.drop('ada', 'dead');
    gateway.counts['message.delivered'] = 0;
    say(lab, 1);
    await time.pass(10 * 60_000);
    expect(gateway.counts['message.delivered']).toBeGreaterThan(0);
  });

  it.each(['disconnect', 'logOut'] as const)(
    'leaves nothing under way that would keep a process from ending after %s',
    async (way) => {
      const { time, gateway, lab, chat, conversation } = await opened(5);
      say(lab, 1);
      conversation.markRead();
      conversation.typing();
      await time.pass(20);
      gateway.drop('ada', 'dead');
      say(lab, 1);
      await (way === 'disconnect' ? chat.disconnect() : during(time, chat.auth.logOut()));
      // The gateway forgets a dead connection in two hours itself.
      await time.pass(3 * 3_600_000);
      expect(time.waiting).toBe(0);
    },
  );

  it('says that one is writing every few seconds while it lasts, and stops by itself', async () => {
    const { time, gateway, conversation } = await opened();
    for (let index = 0; index < 40; index += 1) {
      conversation.typing();
      await time.pass(100);
    }
    expect([gateway.counts['typing.start'], gateway.counts['typing.stop'] ?? 0]).toEqual([2, 0]);
    await time.pass(5_000);
    expect([gateway.counts['typing.start'], gateway.counts['typing.stop']]).toEqual([2, 1]);
  });

  it('shows who is writing until they stop, fall silent, or have said it', async () => {
    const { time, gateway, lab, conversation } = await opened();
    const started = { type: 'typing.started', conversationId: 'lab', userId: 'bob', displayName: 'Bob' } as const;
    const writers = () => conversation.getSnapshot().typing.map(({ userId }) => userId);
    gateway.tell('ada', started);
    await time.pass(100);
    expect(writers()).toEqual(['bob']);
    await time.pass(7_000);
    expect(writers()).toEqual([]);
    gateway.tell('ada', started);
    await time.pass(100);
    say(lab, 1);
    await time.pass(100);
    expect(writers()).toEqual([]);
    gateway.tell('ada', { ...started, userId: 'ada' });
    await time.pass(100);
    expect(writers()).toEqual([]);
  });

  it('that is gone says so, and is asked for no more', async () => {
    const { time, gateway, conversation } = await opened(1);
    gateway.tell('ada', { type: 'conversation.deleted', conversationId: 'lab' });
    await time.pass(1_000);
    expect(conversation.getSnapshot().isGone).toBe(true);
    const before = gateway.counts.sync;
    gateway.drop('ada', 'closed');
    await time.pass(10_000);
    expect(gateway.counts.sync).toBe(before);
  });

  it('cannot be opened by who is no member', async () => {
    const { time, gateway, chat } = await opened(1);
    gateway.chat('theirs', ['bob']);
    await expect(during(time, chat.conversation('theirs').open())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(chat.conversation('theirs').getSnapshot().isGone).toBe(true);
  });

  it('goes on when the server could not answer for a while', async () => {
    const { time, gateway, lab, chat } = await opened(1);
    gateway.chat('other', ['ada', 'bob']);
    let refusals = 3;
    gateway.refuse = (what) => {
      if (what !== 'conversation.join' || refusals === 0) return undefined;
      refusals -= 1;
      return new Refusal(503, 'UNAVAILABLE');
    };
    await during(time, chat.conversation('other').open());
    expect([refusals, lab.messages.length]).toEqual([0, 1]);
  });
});

describe('the inbox', () => {
  it('counts what is not read, live, from its own list and events alone', async () => {
    const { time, lab, chat, conversation } = await opened(2);
    say(lab, 3);
    await time.pass(1_000);
    const [entry] = chat.inbox.getSnapshot().conversations;
    expect(entry).toMatchObject({ unreadCount: 5, lastMessage: { content: 'said 5' } });
    await during(time, conversation.send({ content: 'mine' }).acknowledged);
    expect(chat.inbox.getSnapshot()).toMatchObject({ unreadTotal: 0, isLoaded: true });
  });

  it('has a mark from another device of the person', async () => {
    const { time, gateway, chat } = await opened(5);
    const marks = { lastDeliveredSequence: 5, lastReadSequence: 4 };
    gateway.tell('ada', { type: 'receipt.updated', conversationId: 'lab', userId: 'ada', ...marks });
    await time.pass(100);
    expect(chat.inbox.getSnapshot().unreadTotal).toBe(1);
  });

  it('learns of a conversation by a message in it, and forgets one that is gone from the list', async () => {
    const { time, gateway, chat } = await opened(1);
    const other = gateway.chat('other', ['ada', 'bob']);
    const { message } = other.send('bob', { content: 'hello', clientMessageId: '1' });
    const { revision, reactions, ...created } = message;
    gateway.tell('ada', { type: 'message.created', ...created });
    await time.pass(1_000);
    const ids = () => chat.inbox.getSnapshot().conversations.map(({ id }) => id);
    expect(ids().sort()).toEqual(['lab', 'other']);
    gateway.chats.delete('other');
    gateway.drop('ada', 'closed');
    await time.pass(10_000);
    expect(ids()).toEqual(['lab']);
  });
});
