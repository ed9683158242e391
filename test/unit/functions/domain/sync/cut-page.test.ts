import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Bytes } from '../../../../../functions/contract/text.ts';
import type { Change } from '../../../../../functions/domain/changes/change.ts';
import { cutPage, type ReadLines } from '../../../../../functions/domain/sync/cut-page.ts';
import { aMessage } from '../../../../builders/chat.ts';

const aMessageOf = (sequenceNumber: number, length: number) =>
  aMessage({ sequenceNumber: sequenceNumber as never, content: 'x'.repeat(length) });

/** Messages 1 to 20 are below the cursor; each change is about one of them, or about the title. */
const lines = fc
  .record({
    lengths: fc.array(fc.nat({ max: 8000 }), { minLength: 20, maxLength: 20 }),
    about: fc.array(fc.option(fc.integer({ min: 1, max: 20 })), { maxLength: 20 }),
    newLengths: fc.array(fc.nat({ max: 8000 }), { maxLength: 20 }),
  })
  .map(({ lengths, about, newLengths }): ReadLines => {
    const changes = about.map((sequenceNumber, index) => ({
      changeNumber: index + 1,
      ...(sequenceNumber === null ? { kind: 'conversation.updated' } : { kind: 'message.updated', sequenceNumber }),
    })) as Change[];
    const named = new Set(about);
    return {
      changes,
      changed: lengths
        .map((length, index) => aMessageOf(index + 1, length))
        .filter((one) => named.has(one.sequenceNumber)),
      conversation: named.has(null) ? ({ id: 'c', title: 'x'.repeat(3000) } as never) : undefined,
      messages: newLengths.map((length, index) => aMessageOf(21 + index, length)),
    };
  });

describe('a page', () => {
  it('has the first entries of both lines, whatever tells of them, and no more than fits', () => {
    fc.assert(
      fc.property(lines, fc.nat({ max: 40_000 }), (all, maxBytes) => {
        const page = cutPage(all, maxBytes);
        expect(page.changes).toEqual(all.changes.slice(0, page.changes.length));
        expect(page.messages).toEqual(all.messages.slice(0, page.messages.length));
        const named = new Set(page.changes.map((change) => ('sequenceNumber' in change ? change.sequenceNumber : 0)));
        expect(page.changed).toEqual(all.changed.filter(({ sequenceNumber }) => named.has(sequenceNumber)));
        expect(page.conversation !== undefined).toBe(named.has(0 as never));
        const { messages, changed, conversation } = page;
        const bytes = utf8Bytes(JSON.stringify({ messages, changed, conversation }));
        expect(bytes).toBeLessThanOrEqual(maxBytes + '{"messages":[],"changed":[]}'.length);
      }),
    );
  });

  it('has something of what there is where the largest entry fits alone', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const { changes, messages } = cutPage(all, 10_000);
        expect(changes.length + messages.length > 0).toBe(all.changes.length + all.messages.length > 0);
      }),
    );
  });
});
