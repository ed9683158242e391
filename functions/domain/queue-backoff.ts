/** The first wait, and the longest, in seconds. */
const firstSeconds = 5;
const longestSeconds = 900;

/**
 * How long a message that failed for now is left alone, in seconds: twice as long each time it was received, up to 15
 * minutes, a fifth less at random so that a crowd does not come back at once. An outage of days takes some hundred
 * tries.
 */
export const waitSeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const whole = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(receiveCount - 1, 20));
  return Math.ceil(whole * (1 - 0.2 * random()));
};
