import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketRules } from '../../../../../functions/domain/limits/limits.ts';
import { type BucketRule, tokenWaitMs } from '../../../../../functions/domain/limits/token-bucket.ts';

const rules = fc.record({ capacity: fc.integer({ min: 1, max: 50 }), refillMs: fc.integer({ min: 1, max: 1_000 }) });
/** Times of tries, in order. */
const times = fc.array(fc.nat(2_000), { maxLength: 200 }).map((steps) => {
  let atMs = 0;
  return steps.map((step) => {
    atMs += step;
    return atMs;
  });
});

/** When tokens were taken, of all tries, and when the bucket is full again. */
const takenAt = (rule: BucketRule, tries: readonly number[]) => {
  let fullAtMs: number | undefined;
  const taken = tries.filter((nowMs) => {
    if (tokenWaitMs(rule, fullAtMs, nowMs) > 0) return false;
    fullAtMs = Math.max(fullAtMs ?? nowMs, nowMs) + rule.refillMs;
    return true;
  });
  return { taken, fullAtMs };
};

describe('a bucket', () => {
  it('gives in any stretch of time no more than it holds and gets back meanwhile', () => {
    fc.assert(
      fc.property(rules, times, (rule, tries) => {
        const { taken } = takenAt(rule, tries);
        for (const [first, fromMs] of taken.entries()) {
          for (const [last, toMs] of taken.entries()) {
            if (last < first) continue;
            expect(last - first + 1).toBeLessThanOrEqual(rule.capacity + (toMs - fromMs) / rule.refillMs);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('that is full gives all it holds at once', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(takenAt(rule, Array(rule.capacity + 5).fill(0)).taken).toHaveLength(rule.capacity);
      }),
    );
  });

  it('has several when it has had the time for each', () => {
    fc.assert(
      fc.property(rules, fc.nat(60_000), fc.nat(60_000), (rule, fullAtMs, nowMs) => {
        const tokens = Math.ceil(rule.capacity / 2);
        const waitMs = tokenWaitMs(rule, fullAtMs, nowMs, tokens);
        expect(tokenWaitMs(rule, fullAtMs + (tokens - 1) * rule.refillMs, nowMs)).toBe(waitMs);
      }),
    );
  });

  it('refuses nobody who comes no sooner than it refills', () => {
    fc.assert(
      fc.property(rules, fc.nat(100), (rule, count) => {
        const tries = Array.from({ length: count }, (_, index) => index * rule.refillMs);
        expect(takenAt(rule, tries).taken).toHaveLength(count);
      }),
    );
  });

  it('has a token after the time it tells, and none a ms before', () => {
    fc.assert(
      fc.property(rules, times, fc.nat(2_000), (rule, tries, step) => {
        const { fullAtMs } = takenAt(rule, tries);
        const nowMs = (tries.at(-1) ?? 0) + step;
        const waitMs = tokenWaitMs(rule, fullAtMs, nowMs);
        expect(tokenWaitMs(rule, fullAtMs, nowMs + waitMs)).toBe(0);
        if (waitMs > 0) expect(tokenWaitMs(rule, fullAtMs, nowMs + waitMs - 1)).toBe(1);
      }),
    );
  });
});

describe('the limits', () => {
  it('let 20 messages a second of a person pass, and 60 registrations a minute from an address', () => {
    expect(1_000 / bucketRules.send.refillMs).toBeGreaterThanOrEqual(20);
    expect(60_000 / bucketRules.register.refillMs).toBeGreaterThanOrEqual(60);
    expect(bucketRules.register.capacity).toBeGreaterThanOrEqual(60);
  });
});
