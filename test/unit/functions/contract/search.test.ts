import { describe, expect, it } from '@jest/globals';
import { SearchConversationsQuery, SearchMessagesQuery } from '../../../../functions/contract/search.ts';

describe.each([
  ['messages', SearchMessagesQuery],
  ['conversations', SearchConversationsQuery],
])('what %s are looked for by', (_what, query) => {
  it('has 100 words at most', () => {
    expect(query.safeParse({ q: ' a'.repeat(100) }).success).toBe(true);
    const refused = query.safeParse({ q: 'a '.repeat(101) });
    expect(refused.error?.issues).toMatchObject([{ path: ['q'], message: 'must have at most 100 words' }]);
  });
});
