import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, ConversationLine } from '../../../client/src/conversation-line.ts';
import type { Message, MessageCreatedFrame, ServerEvent, SyncPage } from '../../../client/src/wire.ts';
import { FakeChat } from './support/fake-chat.ts';

/** A conversation that says all it tells into a list. */
const aChat = () => {
  const told: ServerEvent[] = [];
  return {
    chat: new FakeChat(
      'lab',
      ['ada', 'bob'],
      () => 0,
      (event) => told.push(event),
    ),
    told,
  };
};

const catchUp = (line: ConversationLine, chat: FakeChat): void => {
  line.startCatchingUp();
  for (let isComplete = false; !isComplete; ) {
    const page = chat.sync(line.cursor, 2);
    isComplete = page.complete;
    line.take(page);
  }
};

type Step =
  | { readonly kind: 'send' | 'sync' | 'older' }
  | { readonly kind: 'edit' | 'react'; readonly at: number }
  | { readonly kind: 'hear'; readonly at: number; readonly isKept: boolean };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('edit' as const, 'react' as const), at: fc.nat(99) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('hear' as const), at: fc.nat(99), isKept: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('sync' as const, 'older' as const) }) },
);

const play = (before: number, steps: readonly Step[]) => {
  const { chat, told } = aChat();
  for (let count = 0; count < before; count += 1)
    chat.send('bob', { content: `${count}`, clientMessageId: `${count}` });
  const { head } = chat;
  const arrived: number[] = [];
  const applied: number[] = [];
  const line = new ConversationLine(
    (change: Change) => applied.push(change.changeNumber),
    (message: Message) => arrived.push(message.sequenceNumber),
  );
  const afterSequence = Math.max(0, head.sequenceNumber - 3);
  line.begin({ afterSequence, afterChange: head.changeNumber });
  const inFlight: { items: Message[] }[] = [];
  let page: SyncPage | undefined;
  told.length = 0;
  const change = (at: number, make: (messageId: string) => void) => {
    const message = chat.messages[at % Math.max(1, chat.messages.length)];
    if (message) make(message.id);
  };
  for (const [number, step] of steps.entries()) {
    if (step.kind === 'send') chat.send('ada', { content: `said ${number}`, clientMessageId: `step ${number}` });
    if (step.kind === 'edit') change(step.at, (id) => chat.edit(id, `edited ${number}`));
    if (step.kind === 'react') change(step.at, (id) => chat.react('bob', id, number % 2 ? '👍' : '🎉'));
    if (step.kind === 'sync') {
      // A page is read now, and comes with the next such step: frames come in between.
      if (page) line.take(page);
      else line.startCatchingUp();
      page = page?.complete ? undefined : chat.sync(line.cursor, 2);
    }
    if (step.kind === 'older') {
      // A page is read now, and comes after what follows.
      const first = line.shown[0]?.sequenceNumber ?? line.cursor.afterSequence + 1;
      inFlight.push(chat.list({ before: first, limit: 2 }));
    }
    if (step.kind === 'hear' && told.length > 0) {
      const index = step.at % told.length;
      line.receive(told[index] as ServerEvent);
      // Kept, it comes once more.
      if (!step.isKept) told.splice(index, 1);
    }
    if (inFlight.length > 1) line.takeHistory(inFlight.shift()?.items ?? []);
    const numbers = line.messages.map((one) => one.sequenceNumber);
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  }
  for (const page of inFlight) line.takeHistory(page.items);
  return { chat, line, arrived, applied, afterSequence, before: head };
};

describe('a conversation as a device keeps it', () => {
  it('shows what is there, each once and in order, whatever is late, lost, doubled or in flight', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.array(anyStep, { maxLength: 60 }), (before, steps) => {
        const { chat, line, arrived, applied, afterSequence, before: head } = play(before, steps);
        catchUp(line, chat);
        expect(line.isBehind).toBe(false);
        const shown = new Map(line.messages.map((message) => [message.sequenceNumber, message]));
        for (const message of chat.messages) {
          const own = shown.get(message.sequenceNumber);
          if (message.sequenceNumber > afterSequence) expect(own).toEqual(message);
          else if (own) expect(own).toEqual(message);
        }
        const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index + 1);
        expect(arrived).toEqual(range(afterSequence, chat.head.sequenceNumber));
        // What sync brought is not told change by change, so numbers may be left out, and never come back.
        expect(applied).toEqual([...new Set(applied)].sort((one, other) => one - other));
        expect(applied.every((number) => number > head.changeNumber)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('goes on by frames alone where none is lost', () => {
    const { chat, told } = aChat();
    const line = new ConversationLine();
    line.begin({ afterSequence: 0, afterChange: 0 });
    line.take(chat.sync(line.cursor));
    const { message } = chat.send('ada', { content: 'one', clientMessageId: '1' });
    chat.send('ada', { content: 'two', clientMessageId: '2' });
    chat.react('bob', message.id, '👍');
    for (const event of told.toReversed()) line.receive(event);
    expect(line.isBehind).toBe(false);
    expect(line.messages).toEqual(chat.messages);
  });

  it('shows what waits behind a gap, and says that it is behind', () => {
    const { chat, told } = aChat();
    const line = new ConversationLine();
    line.begin({ afterSequence: 0, afterChange: 0 });
    line.take(chat.sync(line.cursor));
    for (const number of [1, 2, 3]) chat.send('ada', { content: `${number}`, clientMessageId: `${number}` });
    line.receive(told[0] as ServerEvent);
    line.receive(told[2] as ServerEvent);
    expect(line.messages.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 3]);
    expect([line.isBehind, line.cursor.afterSequence]).toEqual([true, 1]);
  });

  it('brings a page of history up to date that was read before a change', () => {
    const { chat, told } = aChat();
    for (const number of [1, 2, 3, 4, 5]) chat.send('ada', { content: `${number}`, clientMessageId: `${number}` });
    const line = new ConversationLine();
    line.begin({ afterSequence: 4, afterChange: 0 });
    line.take(chat.sync(line.cursor));
    told.length = 0;
    const page = chat.list({ before: 5, limit: 4 });
    chat.react('bob', 'm2', '👍');
    chat.edit('m2', 'edited');
    chat.react('ada', 'm2', '👍');
    for (const event of told) line.receive(event);
    line.takeHistory(page.items);
    expect(line.messages).toEqual(chat.messages);
  });

  it('shows a file as it is at last, though that is told before the message it is attached to', () => {
    const { chat, told } = aChat();
    const line = new ConversationLine();
    line.begin({ afterSequence: 0, afterChange: 0 });
    line.take(chat.sync(line.cursor));
    chat.send('ada', { content: 'see', clientMessageId: '1' });
    const media = {
      id: 'f',
      kind: 'document',
      fileName: 'f',
      contentType: 'text/plain',
      size: 1,
      renditions: [],
    } as const;
    line.learnMedia({ ...media, status: 'ready' });
    line.receive({ ...(told[0] as MessageCreatedFrame), attachments: [{ ...media, status: 'processing' }] });
    expect(line.messages[0]?.attachments).toEqual([{ ...media, status: 'ready' }]);
    line.learnMedia({ ...media, id: 'another', status: 'rejected' });
    expect(line.messages[0]?.attachments).toEqual([{ ...media, status: 'ready' }]);
  });
});
