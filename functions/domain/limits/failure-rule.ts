/** How failures are met: so many are free in a window, and each one after them puts off the next attempt for longer. */
export interface FailureRule {
  readonly free: number;
  /** After the last free failure, after the next one, and so on; the last one stays. */
  readonly delaysMs: readonly number[];
  /** From the first failure on; then they are forgotten. */
  readonly windowMs: number;
}

/** The failures of one subject. */
export interface Failures {
  readonly count: number;
  /** When the first was, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly lastMs: number;
}

/** Whether the window that they were counted in is over. */
export const areForgotten = ({ windowMs }: FailureRule, { sinceMs }: Failures, nowMs: number): boolean =>
  sinceMs + windowMs <= nowMs;

/** How long the next attempt has to wait, in ms; 0: not at all. */
export const waitMs = (rule: FailureRule, failures: Failures | undefined, nowMs: number): number => {
  if (failures === undefined || areForgotten(rule, failures, nowMs) || failures.count < rule.free) return 0;
  const delayMs = rule.delaysMs[Math.min(failures.count - rule.free, rule.delaysMs.length - 1)] ?? 0;
  return Math.max(0, failures.lastMs + delayMs - nowMs);
};
