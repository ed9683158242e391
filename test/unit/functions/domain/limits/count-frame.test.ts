import { describe, expect, it } from '@jest/globals';
import type { SessionId } from '../../../../../functions/contract/identifiers.ts';
import { RateLimited } from '../../../../../functions/domain/errors.ts';
import { countFrame } from '../../../../../functions/domain/limits/count-frame.ts';
import { bucketRules, framesAToken } from '../../../../../functions/domain/limits/limits.ts';
import { tokenWaitMs } from '../../../../../functions/domain/limits/token-bucket.ts';
import { aCaller } from '../../../../builders/chat.ts';

/** Numbers as Math.random gives them, the same for a seed (mulberry32 of T. Ettinger). */
const randomFrom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A device that sends so many frames a second for some minutes: when it was found to flood, in s, and the writes. */
const sendAt = async (framesASecond: number, seconds: number, seed: number) => {
  const session = { ...aCaller(), sessionId: 's' as SessionId };
  let [nowMs, writes] = [0, 0];
  let fullAtMs: number | undefined;
  const buckets = {
    take: async () => {
      writes += 1;
      const waitMs = tokenWaitMs(bucketRules.frames, fullAtMs, nowMs);
      if (waitMs === 0) fullAtMs = Math.max(fullAtMs ?? nowMs, nowMs) + bucketRules.frames.refillMs;
      return waitMs;
    },
  };
  const deps = { buckets, clock: { nowMs: () => nowMs }, random: randomFrom(seed) };
  const frames = framesASecond * seconds;
  for (let frame = 0; frame < frames; frame += 1) {
    nowMs = (frame / framesASecond) * 1_000;
    try {
      await countFrame(deps, session);
    } catch (error) {
      expect(error).toBeInstanceOf(RateLimited);
      return { foundAfterSeconds: nowMs / 1_000, writes, frames: frame };
    }
  }
  return { foundAfterSeconds: undefined, writes, frames };
};

describe('counting frames', () => {
  it.each([1, 2, 3, 4, 5])('lets a device send 20 a second for ten minutes (seed %d)', async (seed) => {
    const { foundAfterSeconds, writes, frames } = await sendAt(20, 600, seed);
    expect(foundAfterSeconds).toBeUndefined();
    expect(writes / frames).toBeCloseTo(1 / framesAToken, 1);
  });

  it.each([1, 2, 3, 4, 5])('finds one that sends 200 a second within ten seconds (seed %d)', async (seed) => {
    const { foundAfterSeconds } = await sendAt(200, 60, seed);
    expect(foundAfterSeconds).toBeLessThan(10);
  });
});
