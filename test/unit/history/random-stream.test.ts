import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '../../history/random-stream.ts';

const draw = (stream: RandomStream, count: number): number[] => Array.from({ length: count }, () => stream.next());

describe('a random stream', () => {
  it('is decided by its seed and its name, whatever other streams are drawn from meanwhile', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, name, other) => {
        const alone = draw(new RandomStream(seed, name), 20);
        const [one, beside] = [new RandomStream(seed, name), new RandomStream(seed, other)];
        const together = alone.map(() => {
          beside.next();
          return one.next();
        });
        expect(together).toEqual(alone);
      }),
    );
  });

  it('differs by name and by seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, device) => {
        const names = ['plan', 'requests'].flatMap((what) => [`${what} ${device}`, `${what} ${device + 1}`]);
        const seeds = [seed, seed + 1];
        const all = seeds.flatMap((one) => names.map((name) => draw(new RandomStream(one, name), 4).join()));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('stays within what is asked for', () => {
    const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(0, 0.5, 3), { minKeys: 1 });
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), weights, (seed, limit, weighed) => {
        fc.pre(Object.values(weighed).some((weight) => weight > 0));
        const stream = new RandomStream(seed, 'limits');
        for (let index = 0; index < 20; index += 1) {
          const number = stream.below(limit);
          expect(Number.isInteger(number) && number >= 0 && number < limit).toBe(true);
          expect(weighed[stream.weighted(weighed)]).toBeGreaterThan(0);
          expect(stream.chance(0)).toBe(false);
          expect(stream.chance(1)).toBe(true);
        }
      }),
    );
  });
});
