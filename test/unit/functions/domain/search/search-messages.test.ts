import { describe, expect, it } from '@jest/globals';
import { operatorNames } from '../../../../../functions/domain/search/parse-search-text.ts';
import { type SearchMessagesDeps, searchMessages } from '../../../../../functions/domain/search/search-messages.ts';
import { aCaller, aConversationId, aMembership } from '../../../../builders/chat.ts';

/** What is asked while somebody searches; nothing is found. */
const aSearch = () => {
  const asked: string[] = [];
  const caller = aCaller();
  const membership = aMembership({ userId: caller.userId, conversationId: aConversationId() });
  const ask =
    <Answer>(what: string, answer: Answer) =>
    async () => {
      asked.push(what);
      return answer;
    };
  const deps: SearchMessagesDeps = {
    index: { findMessages: ask('messages', []), findConversations: ask('titles', []) },
    memberships: { find: ask('membership', membership), listOf: ask('memberships', [membership]) },
    users: { findByPrefix: ask('names', []) },
    messages: { readCurrent: ask('current', []) },
  };
  const search = (text: string) => searchMessages(deps, { caller, text, limit: 20 });
  return { asked, search };
};

const values = { from: 'lise', in: 'lab', before: '2026-11-24', after: '2026-11-24', has: 'file' };

describe('an operator', () => {
  it.each(operatorNames)('%s may be given five times, and once more costs no look-up', async (name) => {
    const text = (times: number) => `x ${Array(times).fill(`${name}:${values[name]}`).join(' ')}`;
    const { asked, search } = aSearch();
    await expect(search(text(6))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'q', message: `${name}: may be given 5 times at most` }],
    });
    expect(asked).toEqual([]);
    expect(await search(text(5))).toEqual({ items: [], nextCursor: null });
    expect(asked.filter((one) => one === 'names' || one === 'titles').length).toBeLessThanOrEqual(5);
  });
});

describe('a search that says nothing', () => {
  it.each(['', '  ', '"', '""', '“ ”', ' " " '])('is refused, and costs no look-up: %j', async (text) => {
    const { asked, search } = aSearch();
    await expect(search(text)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'q', message: 'must not be empty where nothing else narrows the search' }],
    });
    expect(asked).toEqual([]);
    expect(await search(`${text} has:file`)).toEqual({ items: [], nextCursor: null });
  });
});
