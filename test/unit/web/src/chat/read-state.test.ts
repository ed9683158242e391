import { describe, expect, it } from '@jest/globals';
import { readState } from '../../../../../web/src/chat/read-state.ts';
import { typingText } from '../../../../../web/src/chat/typing-text.ts';

const messages = [
  { senderId: 'marie', sequenceNumber: 1 },
  { senderId: 'marie', sequenceNumber: 2 },
] as unknown as Parameters<typeof readState>[0]['messages'];
const state = (type: string, receipts: Record<string, [delivered: number, read: number]>, number = 2) =>
  readState(
    {
      messages,
      info: { type } as Parameters<typeof readState>[0]['info'],
      receipts: Object.fromEntries(
        Object.entries(receipts).map(([id, [lastDeliveredSequence, lastReadSequence]]) => [
          id,
          { lastDeliveredSequence, lastReadSequence },
        ]),
      ),
    },
    'marie',
    number,
  );

describe('how far one’s newest message came', () => {
  it.each([
    ['direct', { lise: [0, 0] }, 'Sent'],
    ['direct', { lise: [2, 1] }, 'Delivered'],
    ['direct', { lise: [2, 2] }, 'Read'],
    ['group', { lise: [2, 2], otto: [2, 2], fritz: [1, 1] }, 'Read by 2'],
    ['direct', { marie: [2, 2] }, 'Sent'],
  ] as const)('is told in a %s conversation with %j as %s', (type, receipts, expected) => {
    expect(state(type, receipts as never)).toBe(expected);
  });

  it('is told of the newest alone', () => {
    expect(state('direct', { lise: [2, 2] }, 1)).toBe('');
  });
});

it('says who is typing', () => {
  const of = (...names: string[]) => typingText(names.map((displayName) => ({ userId: displayName, displayName })));
  expect([of(), of('Lise'), of('Lise', 'Otto'), of('a', 'b', 'c')]).toEqual([
    '',
    'Lise is typing…',
    'Lise and Otto are typing…',
    'Several people are typing…',
  ]);
});
