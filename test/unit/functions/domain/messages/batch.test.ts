import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import { batchOf, maxBatch } from '../../../../../functions/domain/messages/batch.ts';
import type { PendingDraft } from '../../../../../functions/domain/messages/lane.ts';
import { aDraft } from '../../../../builders/chat.ts';

const pendingDraft = (sender: number, key: number, index: number): PendingDraft => ({
  draftId: String(index),
  draft: aDraft({ senderId: `user-${sender}` as UserId, clientMessageId: String(key) }),
  expiresAtMs: 0,
});

/** Drafts of few or many senders, some of them with the same key. */
const waitingDrafts = fc
  .record({ senders: fc.integer({ min: 1, max: 60 }), keys: fc.integer({ min: 1, max: 60 }) })
  .chain(({ senders, keys }) =>
    fc.array(fc.tuple(fc.nat({ max: senders - 1 }), fc.nat({ max: keys - 1 })), { maxLength: 120 }),
  )
  .map((pairs) => pairs.map(([sender, key], index) => pendingDraft(sender, key, index)));

const keyOf = ({ draft }: PendingDraft) => `${draft.senderId} ${draft.clientMessageId}`;
/** The head, three items a draft, a membership a sender. */
const itemsOf = (drafts: readonly PendingDraft[]) =>
  1 + 3 * drafts.length + new Set(drafts.map(({ draft }) => draft.senderId)).size;

describe('a batch', () => {
  it('fits one transaction, and is as large as that allows', () => {
    fc.assert(
      fc.property(waitingDrafts, (waiting) => {
        const { drafts, repeats } = batchOf(waiting);
        expect(itemsOf(drafts)).toBeLessThanOrEqual(100);
        const next = waiting.find((one) => !drafts.includes(one) && !repeats.includes(one));
        if (next !== undefined) expect(itemsOf([...drafts, next])).toBeGreaterThan(100);
        expect(drafts.length).toBeLessThanOrEqual(maxBatch);
      }),
    );
  });

  it('keeps the order, leaves nobody out before somebody who came later, and holds no key twice', () => {
    fc.assert(
      fc.property(waitingDrafts, (waiting) => {
        const { drafts, repeats } = batchOf(waiting);
        const taken = waiting.filter((one) => drafts.includes(one) || repeats.includes(one));
        expect(taken).toEqual(waiting.slice(0, taken.length));
        expect(drafts).toEqual(waiting.filter((one) => drafts.includes(one)));
        expect(new Set(drafts.map(keyOf)).size).toBe(drafts.length);
        for (const repeat of repeats) expect(drafts.map(keyOf)).toContain(keyOf(repeat));
      }),
    );
  });

  it('holds 24 drafts of as many senders, and 32 of one', () => {
    const waiting = Array.from({ length: 50 }, (_, index) => index);
    expect(batchOf(waiting.map((index) => pendingDraft(index, index, index))).drafts).toHaveLength(24);
    expect(batchOf(waiting.map((index) => pendingDraft(0, index, index))).drafts).toHaveLength(32);
    expect(maxBatch).toBe(32);
  });
});
