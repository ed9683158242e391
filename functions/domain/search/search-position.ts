import { Invalid } from '../errors.ts';
import type { SearchPosition } from './search-index.ts';

/** The cursor of the page after a position. */
export const encodePosition = (position: SearchPosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

type Kind = 'number' | 'integer' | 'string';

const isOfKind = (value: unknown, kind: Kind | undefined): boolean =>
  kind === 'integer' ? Number.isSafeInteger(value) : typeof value === kind;

const isPosition = (value: unknown, kinds: readonly Kind[]): value is SearchPosition =>
  Array.isArray(value) && value.length === kinds.length && value.every((one, index) => isOfKind(one, kinds[index]));

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
export const decodePosition = (cursor: string, kinds: readonly Kind[]): SearchPosition => {
  const position = parsed(cursor);
  if (isPosition(position, kinds) && encodePosition(position) === cursor) return position;
  throw new Invalid([{ path: 'cursor', message: 'must be the nextCursor of a page' }]);
};
