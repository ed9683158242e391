import { describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../../../../functions/contract/identifiers.ts';
import { type ItemKey, keys } from '../../../../../functions/platform/keys.ts';
import { CachedDenials } from '../../../../../functions/platform/repositories/cached-denials.ts';
import { aCaller } from '../../../../builders/chat.ts';

/** Denials that are remembered, of a table where these are in force; `asked` has what was asked of it. */
const aCache = (...denied: readonly ItemKey[]) => {
  const names = new Set(denied.map(({ PK, SK }) => `${PK} ${SK}`));
  const asked: (readonly ItemKey[])[] = [];
  const clock = { now: 1_000_000, nowMs: () => clock.now };
  const table = {
    answer: () => Promise.resolve(),
    inForce: async (wanted: readonly ItemKey[]) => {
      asked.push(wanted);
      await table.answer();
      return wanted.filter(({ PK, SK }) => names.has(`${PK} ${SK}`));
    },
  };
  return { cache: new CachedDenials(table, clock), asked, clock, table };
};

describe('who is denied', () => {
  it('is remembered for 5 s, and what is known of a tenant for all of its people', async () => {
    const [one, other] = [aCaller(), aCaller()];
    const { cache, asked, clock } = aCache(keys.userDenial(other.tenantId, other.userId));
    expect([await cache.has(one), await cache.has(one)]).toEqual([false, false]);
    expect([await cache.has(other), await cache.has(other)]).toEqual([true, true]);
    expect(asked.map((wanted) => wanted.length)).toEqual([3, 2]);
    clock.now += 5_000;
    expect(await cache.has(one)).toBe(false);
    expect(asked).toHaveLength(3);
  });

  it('is denied by what was known at the beginning, although it was forgotten while another answer was awaited', async () => {
    const caller = aCaller();
    const { cache, clock, table } = aCache(keys.tenantDenial(caller.tenantId));
    expect(await cache.has(aCaller())).toBe(true);
    // So many that what is too old is thrown away with the next answer.
    for (let count = 0; count < 600; count += 1) await cache.has(aCaller({ tenantId: 'elsewhere' as TenantId }));
    clock.now += 4_999;
    table.answer = async () => {
      clock.now += 1;
    };
    expect(await cache.has(caller)).toBe(true);
  });
});
