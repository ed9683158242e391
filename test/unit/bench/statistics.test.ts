import { describe, expect, it } from '@jest/globals';
import { type Fit, lognormal, percentile, shiftedExponential } from '../../../bench/statistics.ts';
import { RandomStream } from '../../history/random-stream.ts';

describe('a percentile', () => {
  it('is the smallest sample that as many are at or below', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 95, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([1, 2, 3], 0.5)).toBe(2);
  });

  it('of nothing is refused', () => {
    expect(() => percentile([], 0.5)).toThrow('nothing');
  });
});

describe.each<[string, Fit, number]>([
  ['lognormal', lognormal, 25 * Math.exp((Math.log(92 / 25) * 1.6448536) / 2.3263479)],
  ['shifted exponential', shiftedExponential, 25 + (67 / Math.log(50)) * Math.log(10)],
])('a %s fit', (_name, distribution, p95Ms) => {
  const random = new RandomStream(1, 'fit');
  const draw = distribution({ p50Ms: 25, p99Ms: 92 }, () => random.next());
  const samples = Float64Array.from({ length: 200_000 }, draw).sort();

  it.each([
    [0.5, 25],
    [0.95, p95Ms],
    [0.99, 92],
  ])('has the share %d at %d ms', (share, ms) => {
    expect(Math.abs(percentile(samples, share) / ms - 1)).toBeLessThan(0.02);
  });
});
