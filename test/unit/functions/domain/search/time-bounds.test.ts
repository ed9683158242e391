import { describe, expect, it } from '@jest/globals';
import { timeBounds } from '../../../../../functions/domain/search/time-bounds.ts';

describe('bounds of time', () => {
  it('leave whole days out', () => {
    expect(timeBounds(['2026-11-24'], ['2026-11-20'])).toEqual({
      before: '2026-11-24T00:00:00.000Z',
      from: '2026-11-21T00:00:00.000Z',
    });
  });

  it('leave the instant itself out', () => {
    expect(timeBounds(['2026-11-24T12:00:00.000Z'], ['2026-11-20T12:00:00.000Z'])).toEqual({
      before: '2026-11-24T12:00:00.000Z',
      from: '2026-11-20T12:00:00.001Z',
    });
  });

  it('are the narrowest of several, and none where none is given', () => {
    expect(timeBounds(['2026-11-24', '2026-11-22'], ['2026-01-01', '2026-02-01'])).toEqual({
      before: '2026-11-22T00:00:00.000Z',
      from: '2026-02-02T00:00:00.000Z',
    });
    expect(timeBounds([], [])).toEqual({ before: undefined, from: undefined });
  });
});
