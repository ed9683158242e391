import type { LimitedAction } from './buckets.ts';
import type { FailureSubject } from './failure-counts.ts';
import type { FailureRule } from './failure-rule.ts';
import type { BucketRule } from './token-bucket.ts';

const guessing = { free: 8, delaysMs: [8_000, 16_000, 30_000], windowMs: 15 * 60_000 } as const;

/**
 * Failed logins, as all stages limit them. An address stands for a whole office at times, so it may fail more often
 * before everybody there waits.
 */
export const loginRules = {
  login: guessing,
  password: guessing,
  address: { free: 300, delaysMs: [2_000, 4_000, 8_000, 16_000, 30_000], windowMs: 15 * 60_000 },
  // Whoever tries these has the password.
  mfa: { free: 8, delaysMs: [8_000, 16_000, 30_000, 60_000, 300_000, 600_000], windowMs: 24 * 3600_000 },
} as const satisfies Record<FailureSubject['kind'], FailureRule>;

/**
 * How many live connections a person may have. Whoever sends to the person waits for the posts to all of them, and all of
 * them are in one item.
 */
export const mostConnections = 50;

/** One frame of so many takes a token, and takes it for all of them: a write for each would cost as much as the frame. */
export const framesAToken = 10;

/** Beginning a conversation writes two items a member, so that it is one change and one more for so many. */
export const membersAToken = 10;

/**
 * How often an action may be done, as all stages limit it: 25 sends a second and as many changes to what is there, 2
 * beginnings of typing, 1 change of presence, 5 searches, 1 WebSocket token, 1 upload; a connection in 2 seconds; 10 new
 * passwords and one more a minute; 30 frames from a device; from an address 2 registrations and 5 refreshes; and bursts.
 * One of sends is as long as what a device had to say while it was offline, one of frames twice as long, one of
 * connections as all that a person may have at once, and one of searches as a few words that are searched for letter by
 * letter. Mailed codes: asked for 12 times a minute from an address and once in two minutes for a mailbox,
 * shown 30 times and once a minute.
 */
export const bucketRules = {
  send: { capacity: 300, refillMs: 40 },
  change: { capacity: 300, refillMs: 40 },
  typing: { capacity: 30, refillMs: 500 },
  presence: { capacity: 30, refillMs: 1_000 },
  'ws-token': { capacity: 120, refillMs: 1_000 },
  connect: { capacity: 60, refillMs: 2_000 },
  frames: { capacity: 60, refillMs: 333 },
  upload: { capacity: 100, refillMs: 1_000 },
  password: { capacity: 10, refillMs: 60_000 },
  invite: { capacity: 100, refillMs: 30_000 },
  register: { capacity: 120, refillMs: 500 },
  refresh: { capacity: 300, refillMs: 200 },
  'ask-for-code': { capacity: 60, refillMs: 5_000 },
  'get-code': { capacity: 5, refillMs: 120_000 },
  'show-code': { capacity: 120, refillMs: 2_000 },
  'try-code': { capacity: 10, refillMs: 60_000 },
  search: { capacity: 60, refillMs: 200 },
} as const satisfies Record<LimitedAction['action'], BucketRule>;
