import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { PageByIdQuery, PageQuery, positionFrom, queryNumber } from '../../../../functions/contract/paging.ts';

const messages = (schema: z.ZodType, query: object) =>
  schema.safeParse(query).error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe("a page's limit", () => {
  it('is 50 where it is left out', () => {
    expect(PageQuery.parse({})).toEqual({ limit: 50 });
    expect(PageQuery.parse({ limit: '100' })).toEqual({ limit: 100 });
  });

  it.each(['', ' 7', '0', '101', '-1', '1.5', '1e1', '0x10', 'all'])('is refused by name: %j', (limit) => {
    expect(messages(PageQuery, { limit })).toEqual([['limit', 'must be a whole number from 1 to 100']]);
  });
});

describe('a place in a line', () => {
  const Query = z.strictObject({ after: queryNumber(positionFrom(0)).optional() });

  it('may be left out, and is a whole number', () => {
    expect(Query.parse({})).toEqual({});
    expect(Query.parse({ after: '0' })).toEqual({ after: 0 });
    for (const after of ['-1', 'NaN', '1.0', ''])
      expect(messages(Query, { after })).toEqual([['after', 'must be a whole number from 0 on']]);
  });
});

describe('a cursor that is an id', () => {
  it('is refused where it is none', () => {
    expect(messages(PageByIdQuery, { cursor: 'garbage' })).toEqual([['cursor', 'must be the nextCursor of a page']]);
    const cursor = '019a9f5e-5f0e-7cc0-8f6e-1f0a6f2a9d11';
    expect(PageByIdQuery.parse({ cursor })).toEqual({ limit: 50, cursor });
  });
});
