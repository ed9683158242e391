import { describe, expect, it } from '@jest/globals';
import { isOfTheEdge, type OriginSecret, rotated } from '../../../../../functions/domain/edge/origin-secret.ts';

const first: OriginSecret = { current: 'a' };

describe('the secret between the edge and its origins', () => {
  it('keeps its value at the first rotation, which only makes the next one known', () => {
    expect(rotated(first, 'b')).toEqual({ current: 'a', next: 'b' });
  });

  it('takes the value that was next, at every later one', () => {
    const second = rotated(rotated(first, 'b'), 'c');
    expect(second).toEqual({ previous: 'a', current: 'b', next: 'c' });
    expect(rotated(second, 'd')).toEqual({ previous: 'b', current: 'c', next: 'd' });
  });

  it('is known after a rotation to an origin that read it before, and before it to one that read it after', () => {
    const before = { current: 'b', next: 'c' };
    const after = rotated(before, 'd');
    expect(isOfTheEdge(before, after.current)).toBe(true);
    expect(isOfTheEdge(after, before.current)).toBe(true);
  });

  it('is shown by none but its own values', () => {
    for (const given of ['', 'x', 'ab', 'undefined']) expect(isOfTheEdge(rotated(first, 'b'), given)).toBe(false);
  });
});
