/** A bucket of tokens: it holds so many, and gets one back every so many ms. */
export interface BucketRule {
  readonly capacity: number;
  readonly refillMs: number;
}

/**
 * How long it takes until there is a token, in ms; 0: there is one. All that is kept of a bucket is when it is full again
 * (`fullAtMs`; undefined: it is full), and taking a token moves that on by the time of one, from now at least. (The
 * generic cell rate algorithm of ATM, ITU-T I.371.)
 */
export const tokenWaitMs = ({ capacity, refillMs }: BucketRule, fullAtMs: number | undefined, nowMs: number): number =>
  Math.max(0, (fullAtMs ?? nowMs) + refillMs - (nowMs + capacity * refillMs));
