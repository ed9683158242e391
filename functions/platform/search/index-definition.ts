import { createHash } from 'node:crypto';

/** Signs of the basic plane that stand alone as emoji, such as ✅; a filter would else take them for punctuation. */
const basicEmoji = Array.from({ length: 0x10000 - 0x2000 }, (_, index) => String.fromCodePoint(0x2000 + index)).filter(
  (sign) => /\p{Extended_Pictographic}/u.test(sign),
);

/** Where words have parts: `snake_case`, `camelCase`, `example.com`, `l'eau`. */
const parts = {
  type: 'word_delimiter_graph',
  split_on_numerics: false,
  type_table: basicEmoji.map((sign) => `${sign} => ALPHA`),
};

/**
 * Only what every OpenSearch has: neither ICU nor a language's own plugin. Words are those of Unicode (UAX #29), in any
 * script; Chinese, Japanese and Korean are found by two signs each. What is typed is taken apart by the same rules, and
 * has no whole words beside their parts.
 */
const analysis = {
  char_filter: {
    /** 👍🏽 is found by 👍, ❤️ by ❤. */
    emoji_variants: {
      type: 'pattern_replace',
      pattern: '[\\x{FE0E}\\x{FE0F}\\x{1F3FB}-\\x{1F3FF}]',
      replacement: '',
    },
  },
  filter: {
    parts_and_whole: { ...parts, preserve_original: true },
    parts,
    one_and_two_signs: { type: 'cjk_bigram', output_unigrams: true },
    two_signs: { type: 'cjk_bigram' },
    /** Brackets, quotes and the ends of sentences around what was written without a space. */
    no_edges: {
      type: 'pattern_replace',
      pattern: '^[\\p{Ps}\\p{Pi}"\'`*~]+|[\\p{Ps}\\p{Pe}\\p{Pf}"\'`*~.,;:!?]+$',
      replacement: '',
    },
    no_empty: { type: 'length', min: 1 },
  },
  analyzer: {
    words: {
      type: 'custom',
      char_filter: ['emoji_variants'],
      tokenizer: 'standard',
      filter: [
        'cjk_width',
        'parts_and_whole',
        'flatten_graph',
        'lowercase',
        'decimal_digit',
        'asciifolding',
        'one_and_two_signs',
      ],
    },
    typed_words: {
      type: 'custom',
      char_filter: ['emoji_variants'],
      tokenizer: 'standard',
      filter: ['cjk_width', 'parts', 'lowercase', 'decimal_digit', 'asciifolding', 'two_signs'],
    },
    /** What has no space in it, as it stands: `C++`, `#lab`, `std::vector`, links, addresses. */
    unspaced: { type: 'custom', tokenizer: 'whitespace', filter: ['lowercase', 'no_edges', 'no_empty'] },
  },
};

/** A text to look for words in. */
const text = {
  type: 'text',
  analyzer: 'words',
  search_analyzer: 'typed_words',
  // What a half-typed word begins with is looked up, not gathered from all words.
  index_prefixes: { min_chars: 1, max_chars: 10 },
  fields: { unspaced: { type: 'text', analyzer: 'unspaced' } },
};
const keyword = { type: 'keyword', ignore_above: 256 };

/** Messages and conversations are in one index: they share what fences them, and are rebuilt together. */
const mappings = {
  dynamic: 'strict',
  properties: {
    kind: keyword,
    tenantId: keyword,
    conversationId: keyword,
    // A message's.
    messageId: keyword,
    sequenceNumber: { type: 'long' },
    revision: { type: 'integer' },
    senderId: keyword,
    sentAt: { type: 'date' },
    hasFile: { type: 'boolean' },
    content: text,
    // A conversation's: a direct one is found by each of the two under the other's name.
    viewerId: keyword,
    name: text,
  },
} as const;

/** An index's settings and fields. */
export const indexDefinition = {
  settings: {
    index: {
      number_of_shards: 1,
      refresh_interval: '1s',
      // A removal keeps an older state from coming back for as long as any writer may hold one.
      gc_deletes: '1h',
    },
    analysis,
  },
  mappings,
} as const;

/** Raised when other documents are made of what is in the table, or with other versions. */
const documentForm = 2;

/** Of the definition and of what is written by it: an index with another one is to be rebuilt. */
export const definitionDigest = createHash('sha256')
  .update(JSON.stringify({ ...indexDefinition, documentForm }))
  .digest('hex')
  .slice(0, 16);
