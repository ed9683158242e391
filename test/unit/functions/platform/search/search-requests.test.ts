import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationId, TenantId } from '../../../../../functions/contract/identifiers.ts';
import type { MessageSearch } from '../../../../../functions/domain/search/search-index.ts';
import { messageRequest } from '../../../../../functions/platform/search/search-requests.ts';

const search = (over: Partial<MessageSearch> = {}): MessageSearch => ({
  tenantId: 'acme' as TenantId,
  conversationIds: ['c1', 'c2'] as ConversationId[],
  words: 'word',
  phrases: [],
  hasFile: false,
  limit: 20,
  ...over,
});

describe('a search request', () => {
  it('stands behind the same fence, whatever is looked for', () => {
    const fence = JSON.stringify(messageRequest(search()).query.bool.filter);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (words, phrases) => {
        const request = messageRequest(search({ words, phrases }));
        expect(JSON.stringify(request.query.bool.filter)).toBe(fence);
        expect(Object.keys(request.query.bool)).toEqual(['filter', 'must']);
        // What was typed is a value everywhere, and nowhere a query of its own language.
        expect(JSON.stringify(request)).not.toContain('query_string');
      }),
    );
  });

  it('names more conversations than one filter takes in several', () => {
    const ids = Array.from({ length: 130_000 }, (_, index) => `c${index}` as ConversationId);
    const [, , { bool }] = messageRequest(search({ conversationIds: ids })).query.bool.filter as unknown as [
      unknown,
      unknown,
      { bool: { should: { terms: { conversationId: string[] } }[]; minimum_should_match: number } },
    ];
    expect(bool.should.map(({ terms }) => terms.conversationId.length)).toEqual([60_000, 60_000, 10_000]);
    expect(bool.should.flatMap(({ terms }) => terms.conversationId)).toEqual(ids);
    expect(bool.minimum_should_match).toBe(1);
  });
});
