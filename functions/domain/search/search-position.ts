import { Invalid } from '../errors.ts';
import type { SearchPosition } from './search-index.ts';

/** The cursor of the page after a position. */
export const encodePosition = (position: SearchPosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

const isPosition = (value: unknown, kinds: readonly string[]): value is SearchPosition =>
  Array.isArray(value) && value.length === kinds.length && value.every((one, index) => typeof one === kinds[index]);

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/**
 * The position that a cursor has: values of these kinds, such as `number`.
 *
 * @throws Invalid the cursor is not one of ours
 */
export const decodePosition = (cursor: string, kinds: readonly ('number' | 'string')[]): SearchPosition => {
  const position = parsed(cursor);
  if (isPosition(position, kinds) && encodePosition(position) === cursor) return position;
  throw new Invalid([{ path: 'cursor', message: 'must be the nextCursor of a page' }]);
};
