import { describe, expect, it } from '@jest/globals';
import { waitSeconds } from '../../../../functions/domain/queue-backoff.ts';

const never = () => 0;

describe('a message that failed for now', () => {
  it('waits twice as long each time, up to 15 minutes', () => {
    expect([1, 2, 3, 8, 9, 500].map((count) => waitSeconds(count, never))).toEqual([5, 10, 20, 640, 900, 900]);
  });

  it('waits up to a fifth less at random, and never not at all', () => {
    expect(waitSeconds(9, () => 1)).toBe(720);
    expect(waitSeconds(1, () => 0.999)).toBeGreaterThan(3);
  });

  it('is tried for a week before 1,000 tries are used up', () => {
    const seconds = Array.from({ length: 1_000 }, (_, index) => waitSeconds(index + 1, () => 1));
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(7 * 24 * 3600);
  });
});
