import type { FailureRule } from './failure-rule.ts';

/**
 * Failed logins, as all stages limit them. An address stands for a whole office at times, so it may fail more often
 * before everybody there waits.
 */
export const loginRules = {
  login: { free: 8, delaysMs: [8_000, 16_000, 30_000], windowMs: 15 * 60_000 },
  address: { free: 300, delaysMs: [2_000, 4_000, 8_000, 16_000, 30_000], windowMs: 15 * 60_000 },
} as const satisfies Record<string, FailureRule>;
