import pMap from 'p-map';
import { Unavailable } from '../errors.ts';

/**
 * Does something for each, so many at once, and goes on when it throws for one of them.
 *
 * @throws Unavailable it threw; the first reason is told, and all of them are in the cause
 */
export const tryAll = async <Item, Result>(
  items: readonly Item[],
  one: (item: Item) => Promise<Result>,
  { concurrency }: { readonly concurrency: number },
): Promise<Result[]> => {
  try {
    return await pMap(items, one, { concurrency, stopOnError: false });
  } catch (cause) {
    const { errors } = cause as AggregateError;
    throw new Unavailable(`cannot deliver; ${errors.length} of ${items.length} threw: ${errors[0]}`, { cause });
  }
};
