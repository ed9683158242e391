import { describe, expect, it } from '@jest/globals';
import type { FailureSubject } from '../../../../../functions/domain/limits/failure-counts.ts';
import { requireTurn } from '../../../../../functions/domain/limits/failure-turns.ts';
import { loginRules } from '../../../../../functions/domain/limits/limits.ts';
import { aCaller } from '../../../../builders/chat.ts';

describe('an attempt after many that failed', () => {
  it('is told to wait for 30 s at most, however long it takes, and is refused until then', async () => {
    const subject: FailureSubject = { kind: 'mfa', person: aCaller() };
    const lastMs = 1_000_000;
    const known = { count: 100, sinceMs: lastMs, lastMs };
    const failures = { read: async () => [known], add: async () => undefined, clear: async () => undefined };
    const at = (nowMs: number) => requireTurn({ failures, clock: { nowMs: () => nowMs } }, [subject]);
    const longestMs = Math.max(...loginRules.mfa.delaysMs);
    expect(longestMs).toBeGreaterThan(30_000);
    await expect(at(lastMs)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 30_000 });
    await expect(at(lastMs + longestMs - 5_000)).rejects.toMatchObject({ retryAfterMs: 5_000 });
    expect(await at(lastMs + longestMs)).toEqual([known]);
  });
});
