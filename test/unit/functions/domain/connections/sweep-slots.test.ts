import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slotOf, slotsDueAt, turnMs } from '../../../../../functions/domain/connections/sweep-slots.ts';

const minuteMs = 60_000;
const minutesATurn = turnMs / minuteMs;
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

describe('the sweep', () => {
  it('comes by every connection once in any five minutes, wherever they begin', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), instant, (connectionId, fromMs) => {
        const due = Array.from({ length: minutesATurn }, (_, minute) => slotsDueAt(fromMs + minute * minuteMs)).flat();
        expect(due.filter((slot) => slot === slotOf(connectionId))).toHaveLength(1);
      }),
    );
  });

  it('begins with another slot of a minute each turn, so that none is always the last', () => {
    fc.assert(
      fc.property(instant, (fromMs) => {
        const turns = Array.from({ length: 4 }, (_, turn) => slotsDueAt(fromMs + turn * turnMs));
        expect(new Set(turns.map(([first]) => first)).size).toBe(4);
      }),
    );
  });

  it('has connections that come at once spread over its slots', () => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 10_000; index += 1) {
      const slot = slotOf(randomUUID());
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    // 500 each are expected; more than 700 is some 9 standard deviations away.
    expect(Math.max(...counts.values())).toBeLessThan(700);
  });
});
