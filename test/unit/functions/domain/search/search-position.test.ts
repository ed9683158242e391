import { describe, expect, it } from '@jest/globals';
import { Invalid } from '../../../../../functions/domain/errors.ts';
import { decodePosition, encodePosition } from '../../../../../functions/domain/search/search-position.ts';

const kinds = ['number', 'integer', 'string'] as const;
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('is the position that it was made of', () => {
    const position = [1.25, 1_764_000_000_000, 'id'];
    expect(decodePosition(encodePosition(position), kinds)).toEqual(position);
  });

  it.each([
    ['a time between two', cursorOf([1, 1.5, 'id'])],
    ['a time beyond all', cursorOf([1, 1e300, 'id'])],
    ['no number', cursorOf([1, null, 'id'])],
    ['a number beyond all', Buffer.from('[1e999,1,"id"]').toString('base64url')],
    ['text for a number', cursorOf(['1', 1, 'id'])],
    ['more values', cursorOf([1, 1, 'id', 'id'])],
    ['fewer values', cursorOf([1, 1])],
    ['no list', cursorOf({})],
    ['no JSON', 'none'],
    ['another way to write it', `${cursorOf([1, 1, 'id'])}=`],
  ])('with %s is refused', (_what, cursor) => {
    expect(() => decodePosition(cursor, kinds)).toThrow(Invalid);
  });
});
