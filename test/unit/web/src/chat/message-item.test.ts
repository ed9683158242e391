import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../../../client/src/index.ts';
import { messageItems } from '../../../../../web/src/chat/message-item.ts';

const aMessage = (sequenceNumber: number, over: Partial<Message> = {}): Message => ({
  id: `m${sequenceNumber}`,
  conversationId: 'c',
  senderId: 'lise',
  clientMessageId: `k${sequenceNumber}`,
  messageType: 'text',
  content: 'Hello',
  sequenceNumber,
  timestamp: '2026-11-24T12:00:00.000Z',
  revision: 1,
  reactions: [],
  attachments: [],
  ...over,
});

const itemsOf = (messages: readonly Message[], over: Partial<Parameters<typeof messageItems>[0]> = {}) =>
  messageItems({ messages, gaps: [], pending: [], readWhenOpened: 0, ownUserId: 'marie', hasOlder: false, ...over });

describe('the rows of a conversation', () => {
  it('say the day where one begins', () => {
    const items = itemsOf([aMessage(1), aMessage(2), aMessage(3, { timestamp: '2026-11-26T12:00:00.000Z' })]);
    expect(items.map((item) => item.kind === 'message' && item.day !== undefined)).toEqual([true, false, true]);
  });

  it('go on with one person until a while has passed, another writes, or something is answered', () => {
    const items = itemsOf([
      aMessage(1),
      aMessage(2, { timestamp: '2026-11-24T12:04:00.000Z' }),
      aMessage(3, { timestamp: '2026-11-24T12:10:00.000Z' }),
      aMessage(4, { timestamp: '2026-11-24T12:10:01.000Z', senderId: 'marie' }),
      aMessage(5, { timestamp: '2026-11-24T12:10:02.000Z', senderId: 'marie', replyTo: 'm1' }),
    ]);
    expect(items.map((item) => item.kind === 'message' && item.isContinued)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('mark the first that was not read, which none of one’s own is', () => {
    const messages = [aMessage(1), aMessage(2, { senderId: 'marie' }), aMessage(3), aMessage(4)];
    const first = (readWhenOpened: number) =>
      itemsOf(messages, { readWhenOpened }).flatMap((item) =>
        item.kind === 'message' && item.isFirstUnread ? item.message.sequenceNumber : [],
      );
    expect(first(1)).toEqual([3]);
    expect(first(4)).toEqual([]);
    expect(first(0)).toEqual([]);
  });

  it('leave the first one out while it is not known what is before it, so that none changes when that comes', () => {
    const messages = [1, 2, 3, 4].map((number) => aMessage(number));
    const before = itemsOf(messages.slice(2), { hasOlder: true, readWhenOpened: 1 });
    expect(before.map(({ key }) => key)).toEqual(['m4']);
    expect(itemsOf(messages, { readWhenOpened: 1 }).slice(3)).toEqual(before);
  });

  it('stand for what is missing where it is missing, and have what is not committed last', () => {
    const pending = [{ clientMessageId: 'p', draft: { content: 'soon' }, state: 'sending' as const }];
    const items = itemsOf([aMessage(1), aMessage(5)], { gaps: [{ after: 1, before: 5 }], pending });
    expect(items.map(({ key }) => key)).toEqual(['m1', 'gap-5', 'm5', 'p']);
  });
});
