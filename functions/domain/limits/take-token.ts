import type { Clock } from '../clock.ts';
import { RateLimited } from '../errors.ts';
import type { Buckets, LimitedAction } from './buckets.ts';
import { bucketRules } from './limits.ts';

/** What taking a token needs. */
export interface TakeTokenDeps {
  readonly buckets: Buckets;
  readonly clock: Clock;
}

const refusals = {
  send: 'cannot send message; you have sent too many just now',
  change: 'cannot change it; you have changed too much just now',
  typing: 'cannot tell that you are typing; you have begun too often just now',
  presence: 'cannot tell of your presence; you have told of it too often just now',
  'ws-token': 'cannot give a token; you have asked for too many just now',
  connect: 'cannot connect; you have connected too often just now',
  frames: 'cannot go on; this device has sent too many frames just now, so its connection is closed',
  upload: 'cannot upload; you have announced too many files just now',
  'ask-for-code': 'cannot send a code; too many were asked for from here just now',
  'get-code': 'cannot send a code; too many were sent to this address just now',
  'show-code': 'cannot use a code; too many were tried from here just now',
  'try-code': 'cannot use a code; too many were tried for this address just now',
  password: 'cannot change the password; you have tried too often just now',
  invite: 'cannot invite; you have invited too many just now',
  search: 'cannot search; you have searched too often just now',
  register: 'cannot register; too many have registered from here just now',
  refresh: 'cannot refresh; too many have refreshed from here just now',
} as const satisfies Record<LimitedAction['action'], string>;

/**
 * Takes a token for an action, or several for one that is as much as several.
 *
 * @throws RateLimited there are not as many
 */
export const takeToken = async (
  { buckets, clock }: TakeTokenDeps,
  limited: LimitedAction,
  tokens = 1,
): Promise<void> => {
  const rule = bucketRules[limited.action];
  const waitMs = await buckets.take(limited, rule, clock.nowMs(), tokens);
  if (waitMs === 0) return;
  throw new RateLimited(refusals[limited.action], {
    retryAfterMs: waitMs,
    policy: { name: limited.action, quota: rule.capacity, windowMs: rule.capacity * rule.refillMs },
  });
};
