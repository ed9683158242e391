/** A bucket of tokens: it holds so many, and gets one back every so many ms. */
export interface BucketRule {
  readonly capacity: number;
  readonly refillMs: number;
}

/**
 * How long it takes until there are so many tokens, in ms; 0: they are there. All that is kept of a bucket is when it is
 * full again (`fullAtMs`; undefined: it is full), and taking tokens moves that on by the time of each, from now at least.
 * (The generic cell rate algorithm of ATM, ITU-T I.371.)
 */
export const tokenWaitMs = (
  { capacity, refillMs }: BucketRule,
  fullAtMs: number | undefined,
  nowMs: number,
  tokens = 1,
): number => Math.max(0, (fullAtMs ?? nowMs) + tokens * refillMs - (nowMs + capacity * refillMs));
