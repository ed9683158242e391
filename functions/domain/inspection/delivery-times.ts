/**
 * By then, in ms, the fast path and the durable path are usually done. What is still being tried goes on the bus once
 * more, which consumers bear.
 */
const deliveredByMs = 2 * 60_000;
/** Marks are kept for 24 hours from the delivery on; clocks may differ. */
const markedForMs = 23 * 3600_000;

/** The earliest commit whose mark can be asked for, ms since the epoch. */
export const markedFromMs = (nowMs: number): number => nowMs - markedForMs;

/** Whether what was committed then, ISO 8601, has come by now to all who get it without a hurry. */
export const isSettled = (timestamp: string, nowMs: number): boolean => Date.parse(timestamp) <= nowMs - deliveredByMs;

/** Whether what was committed then, ISO 8601, and not before `fromMs`, has to have its mark now. */
export const isDue = (timestamp: string, nowMs: number, fromMs = 0): boolean => {
  const committedMs = Date.parse(timestamp);
  return committedMs >= Math.max(fromMs, markedFromMs(nowMs)) && isSettled(timestamp, nowMs);
};
