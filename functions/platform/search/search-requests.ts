import type { ConversationId } from '../../contract/identifiers.ts';
import type { ConversationSearch, MessageSearch } from '../../domain/search/search-index.ts';

type Query = Readonly<Record<string, unknown>>;

/** Conversations that one filter may name; the index takes 65,536 (index.max_terms_count). */
const idsInFilter = 60_000;

const inConversations = (ids: readonly ConversationId[]): Query => {
  const filters: Query[] = [];
  for (let from = 0; from < ids.length; from += idsInFilter) {
    filters.push({ terms: { conversationId: ids.slice(from, from + idsInFilter) } });
  }
  return { bool: { should: filters, minimum_should_match: 1 } };
};

/**
 * Words that are only like a word, over all words; 5 clauses a word beside them stay below what the index takes, 1,024
 * (indices.query.bool.max_clause_count).
 */
const likeWords = 225;
const likeOneWord = 50;

/** Of each word that may be misspelt, so many others are tried. Words are counted as the index takes them apart. */
const expansionsFor = (words: string): number => {
  const parts = words.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).filter(({ length }) => length >= 4);
  return Math.max(1, Math.min(likeOneWord, Math.floor(likeWords / parts.length)));
};

/** The words in a field, from what fits best to what is only like it: as it stands, all words, half typed, misspelt. */
const wordsIn = (field: string, words: string): Query => {
  const fuzzy = { fuzziness: 'AUTO:4,8', prefix_length: 1, max_expansions: expansionsFor(words) };
  return {
    dis_max: {
      tie_breaker: 0.1,
      queries: [
        { match: { [`${field}.unspaced`]: { query: words, operator: 'and', boost: 8 } } },
        { match_phrase: { [field]: { query: words, boost: 4 } } },
        { match: { [field]: { query: words, operator: 'and', boost: 2 } } },
        { match_bool_prefix: { [field]: { query: words, operator: 'and' } } },
        { match: { [field]: { query: words, operator: 'and', ...fuzzy, boost: 0.3 } } },
        { match_bool_prefix: { [field]: { query: words, operator: 'and', ...fuzzy, boost: 0.2 } } },
      ],
    },
  };
};

/** A phrase as it stands, but for case and accents. */
const phraseIn = (field: string, phrase: string): Query => ({
  dis_max: {
    queries: [
      { match_phrase: { [field]: { query: phrase } } },
      { match_phrase: { [`${field}.unspaced`]: { query: phrase } } },
    ],
  },
});

/** The last word as the beginning of others; what is looked up by beginnings marks nothing by itself. */
const begunIn = (field: string, words: string): Query[] => {
  const last = words.split(' ').at(-1) ?? '';
  if (last === '') return [];
  const value = `${last.replaceAll(/[\\*?]/g, '\\$&')}*`;
  return [{ wildcard: { [field]: { value, case_insensitive: true } } }];
};

/** Only <mark> is HTML: the highlighter escapes what people wrote. */
const highlightsOf = (field: string, must: readonly Query[], words: string): Query => ({
  encoder: 'html',
  highlight_query: { bool: { should: [...must, ...begunIn(field, words)] } },
  pre_tags: ['<mark>'],
  post_tags: ['</mark>'],
  number_of_fragments: 3,
  fragment_size: 160,
  fields: { [field]: {}, [`${field}.unspaced`]: {} },
});

interface Fence {
  readonly kind: 'message' | 'conversation';
  readonly search: Pick<MessageSearch, 'tenantId' | 'conversationIds' | 'limit' | 'after'>;
}

/** The fence stands beside what was typed, never in it: whatever the words are, they are words. */
const request = (
  { kind, search: { tenantId, conversationIds, limit, after } }: Fence,
  {
    filter,
    must,
    sort,
    highlight,
    source,
  }: Record<'filter' | 'must' | 'sort', readonly Query[]> & {
    readonly highlight: Query;
    readonly source: readonly string[];
  },
) => ({
  size: limit,
  track_total_hits: false,
  _source: source,
  query: {
    bool: {
      filter: [{ term: { tenantId } }, { term: { kind } }, inConversations(conversationIds), ...filter],
      must,
    },
  },
  sort,
  ...(after && { search_after: after }),
  highlight,
});

const isWritten = ({ before, from }: MessageSearch): Query[] =>
  before === undefined && from === undefined ? [] : [{ range: { sentAt: { lt: before, gte: from } } }];

/** The request that finds messages. */
export const messageRequest = (search: MessageSearch) => {
  const must = [
    ...(search.words === '' ? [] : [wordsIn('content', search.words)]),
    ...search.phrases.map((phrase) => phraseIn('content', phrase)),
  ];
  return request(
    { kind: 'message', search },
    {
      filter: [
        ...(search.senderIds ? [{ terms: { senderId: search.senderIds } }] : []),
        ...isWritten(search),
        ...(search.hasFile ? [{ term: { hasFile: true } }] : []),
      ],
      must,
      sort: [{ _score: 'desc' }, { sentAt: 'desc' }, { messageId: 'desc' }],
      highlight: highlightsOf('content', must, search.words),
      source: ['conversationId', 'sequenceNumber', 'revision'],
    },
  );
};

/** The request that finds conversations. */
export const conversationRequest = (search: ConversationSearch) => {
  const must = [wordsIn('name', search.words)];
  return request(
    { kind: 'conversation', search },
    {
      filter: [
        {
          bool: {
            should: [
              { term: { viewerId: search.userId } },
              { bool: { must_not: [{ exists: { field: 'viewerId' } }] } },
            ],
            minimum_should_match: 1,
          },
        },
      ],
      must,
      sort: [{ _score: 'desc' }, { conversationId: 'desc' }],
      highlight: highlightsOf('name', must, search.words),
      source: ['conversationId', 'name'],
    },
  );
};
