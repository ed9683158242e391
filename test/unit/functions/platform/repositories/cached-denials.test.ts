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
  const deny = ({ PK, SK }: ItemKey) => void names.add(`${PK} ${SK}`);
  return { cache: new CachedDenials(table, clock), asked, clock, table, deny };
};

describe('who is denied', () => {
  it('is looked up each time, but for the tenant, which is remembered for 5 s for all of its people', async () => {
    const [one, other] = [aCaller(), aCaller()];
    const { cache, asked, clock, deny } = aCache(keys.userDenial(other.tenantId, other.userId));
    expect([await cache.has(one), await cache.has(one)]).toEqual([false, false]);
    expect([await cache.has(other), await cache.has(other)]).toEqual([true, true]);
    expect(asked.map((wanted) => wanted.length)).toEqual([3, 2, 2, 2]);
    deny(keys.sessionDenial(one));
    expect(await cache.has(one)).toBe(true);

    deny(keys.tenantDenial(one.tenantId));
    const third = aCaller();
    expect(await cache.has(third)).toBe(false);
    clock.now += 5_000;
    expect([await cache.has(third), await cache.has(third)]).toEqual([true, true]);
    expect(asked.slice(-3).map((wanted) => wanted.length)).toEqual([2, 3, 2]);
  });

  it('is denied by what was known of the tenant at the beginning, although it was forgotten meanwhile', async () => {
    const caller = aCaller();
    const { cache, clock, table } = aCache(keys.tenantDenial(caller.tenantId));
    expect(await cache.has(aCaller())).toBe(true);
    clock.now += 4_999;
    // So many that what is too old is thrown away.
    table.answer = async () => {
      clock.now += 1;
      table.answer = async () => {};
      for (let count = 0; count < 1_100; count += 1) await cache.has(aCaller({ tenantId: `t-${count}` as TenantId }));
    };
    expect(await cache.has(caller)).toBe(true);
  });
});
