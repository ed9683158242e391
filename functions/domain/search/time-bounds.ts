import type { MessageSearch } from './search-index.ts';

const dayMs = 24 * 3600_000;
const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value);
const iso = (ms: number): string => new Date(ms).toISOString();

/** The latest of the earliest, or the other way round. */
const extreme = (bounds: readonly number[], pick: (...values: number[]) => number): string | undefined =>
  bounds.length === 0 ? undefined : iso(pick(...bounds));

/**
 * The stretch of time that days and instants leave: before a day is before it begins, after a day is when it has ended,
 * in UTC. An instant itself is neither before nor after.
 */
export const timeBounds = (
  before: readonly string[],
  after: readonly string[],
): Pick<MessageSearch, 'before' | 'from'> => ({
  before: extreme(
    before.map((value) => Date.parse(value)),
    Math.min,
  ),
  from: extreme(
    after.map((value) => Date.parse(value) + (isDay(value) ? dayMs : 1)),
    Math.max,
  ),
});
