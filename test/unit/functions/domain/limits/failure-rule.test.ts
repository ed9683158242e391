import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { waitMs } from '../../../../../functions/domain/limits/failure-rule.ts';
import { loginRules } from '../../../../../functions/domain/limits/limits.ts';

const sinceMs = 1_000_000;
const waitAfter = (count: number, elapsedMs = 0) =>
  waitMs(loginRules.login, { count, sinceMs, lastMs: sinceMs }, sinceMs + elapsedMs);

describe('failed logins under one name', () => {
  it('put nothing off before the 6th, and the next attempt before the 20th', () => {
    expect([0, 1, 2, 3, 4, 5].map((count) => waitAfter(count))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(waitMs(loginRules.login, undefined, sinceMs)).toBe(0);
    expect(waitAfter(19)).toBeGreaterThan(0);
  });

  it('put the next attempt off for longer each time, for 30 s at most', () => {
    expect([7, 8, 9, 10, 11, 1_000].map((count) => waitAfter(count))).toEqual([
      0, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('are forgotten when their window is over', () => {
    const { windowMs } = loginRules.login;
    const late = { count: 50, sinceMs, lastMs: sinceMs + windowMs - 1 };
    expect(waitMs(loginRules.login, late, sinceMs + windowMs - 1)).toBe(30_000);
    expect(waitMs(loginRules.login, late, sinceMs + windowMs)).toBe(0);
  });

  it('let an attempt through that came after the time it was told', () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.nat(40_000),
        fc.constantFrom(...Object.values(loginRules)),
        (count, elapsedMs, rule) => {
          const failures = { count, sinceMs, lastMs: sinceMs };
          const ms = waitMs(rule, failures, sinceMs + elapsedMs);
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(rule === loginRules.mfa ? 600_000 : 30_000);
          expect(waitMs(rule, failures, sinceMs + elapsedMs + ms)).toBe(0);
        },
      ),
    );
  });
});
