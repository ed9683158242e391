import type { LimitedAction } from './buckets.ts';
import type { FailureRule } from './failure-rule.ts';
import type { BucketRule } from './token-bucket.ts';

/**
 * Failed logins, as all stages limit them. An address stands for a whole office at times, so it may fail more often
 * before everybody there waits.
 */
export const loginRules = {
  login: { free: 8, delaysMs: [8_000, 16_000, 30_000], windowMs: 15 * 60_000 },
  address: { free: 300, delaysMs: [2_000, 4_000, 8_000, 16_000, 30_000], windowMs: 15 * 60_000 },
} as const satisfies Record<string, FailureRule>;

/**
 * How often an action may be done, as all stages limit it: 25 sends a second, 2 registrations, and bursts. One of sends
 * is as long as what a device had to say while it was offline.
 */
export const bucketRules = {
  send: { capacity: 300, refillMs: 40 },
  register: { capacity: 120, refillMs: 500 },
} as const satisfies Record<LimitedAction['action'], BucketRule>;
