import { describe, expect, it } from '@jest/globals';
import { isSame } from '../../history/canonical.ts';
import { violationsOf } from '../../history/checks.ts';
import { SdkReplica } from '../../history/sdk-replica.ts';
import { runHistory } from './run-history.ts';

/** HISTORY_SEED=7 plays that history alone, as it went before. */
const { HISTORY_SEED } = process.env;
const seeds = HISTORY_SEED === undefined ? [1, 2, 3, 4, 5] : [Number(HISTORY_SEED)];

describe('a history of many clients and many faults', () => {
  it.each(seeds)(
    'holds what the contract promises (HISTORY_SEED=%i)',
    async (seed) => {
      expect({ seed, ...violationsOf(await runHistory(seed)) }).toEqual({ seed });
    },
    120_000,
  );

  it.each(seeds.slice(0, 2))(
    'holds it too where sends take the lane (HISTORY_SEED=%i)',
    async (seed) => {
      expect({ seed, ...violationsOf(await runHistory(seed, { isHot: true })) }).toEqual({ seed });
    },
    120_000,
  );

  it.each(seeds.slice(0, 3))(
    'holds it too for copies that the client package keeps (HISTORY_SEED=%i)',
    async (seed) => {
      const history = await runHistory(seed, { newReplica: (id) => new SdkReplica(id) });
      expect({ seed, ...violationsOf(history) }).toEqual({ seed });
    },
    120_000,
  );

  it('goes the same way again with the same seed, and another way with another', async () => {
    const [first, again, other] = [
      await runHistory(1, { steps: 8 }),
      await runHistory(1, { steps: 8 }),
      await runHistory(2, { steps: 8 }),
    ];
    expect(isSame(first, again)).toBe(true);
    expect(isSame(first.items, other.items)).toBe(false);
  }, 120_000);
});
