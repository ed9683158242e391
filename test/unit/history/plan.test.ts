import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planOf } from '../../history/plan.ts';

describe('a plan', () => {
  it('is the same again for the same seed and client, and begins the same however long it is', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (seed, client, few, more) => {
        const long = planOf(seed, client, few + more);
        expect(planOf(seed, client, few + more)).toEqual(long);
        expect(planOf(seed, client, few)).toEqual(long.slice(0, few));
      }),
    );
  });

  it('comes to everything that people do', () => {
    const actions = new Set(planOf(1, 'somebody', 2000).map(({ action }) => action));
    expect([...actions].sort()).toEqual(
      [
        ...['send', 'send-again', 'edit', 'delete', 'react', 'unreact', 'read', 'delivered', 'receipts', 'sync'],
        ...['disconnect', 'drop', 'die', 'reconnect', 'rename', 'add', 'expel', 'leave', 'promote', 'demote'],
        ...['hand-over', 'start', 'start-direct', 'end'],
      ].sort(),
    );
  });
});
