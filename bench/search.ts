import { cpus, loadavg } from 'node:os';
import type { ConversationId, TenantId, UserId } from '../functions/contract/identifiers.ts';
import type { Message } from '../functions/contract/messages.ts';
import type { SearchEvent } from '../functions/contract/queue-messages.ts';
import { systemClock } from '../functions/domain/clock.ts';
import { messageIdOf } from '../functions/domain/messages/message-id.ts';
import { indexEvents } from '../functions/domain/search/index-events.ts';
import { parseSearchText } from '../functions/domain/search/parse-search-text.ts';
import { readAlias } from '../functions/platform/search/index-names.ts';
import { OpenSearch } from '../functions/platform/search/open-search.ts';
import { OpenSearchIndex } from '../functions/platform/search/open-search-index.ts';
import { anOpenSearch } from '../test/builders/open-search.ts';
import { percentile } from './statistics.ts';
import { figure, markdownTable } from './table.ts';

/** Messages that are indexed and searched. */
const size = Number(process.env.SIZE ?? 50_000);
/** Searches of each kind and way. */
const searches = Number(process.env.SEARCHES ?? 200);
/** What the indexer gets at once. */
const batchSize = 100;
const conversationCount = 200;
const pageSize = 20;

const tenantId = 'bench' as TenantId;
const conversationIds = Array.from({ length: conversationCount }, (_, at) => `conversation-${at}` as ConversationId);
/** Who searches is in half of them. */
const ownIds = conversationIds.filter((_, at) => at % 2 === 0);

/** The same numbers in each run, from 0 to below 1. */
const uniform = (() => {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
})();
const below = (limit: number): number => Math.floor(uniform() * limit);

const syllables = ['ra', 'di', 'um', 'po', 'lo', 'ni', 'cu', 'ri', 'ne', 'tron', 'fis', 'si', 'on', 'me', 'ta', 'ver'];
const vocabulary = [
  ...new Set(
    Array.from({ length: 20_000 }, () =>
      Array.from({ length: 2 + below(3) }, () => syllables[below(syllables.length)]).join(''),
    ),
  ),
];
/** Some words are in every tenth message, most in a few: the chance falls with the place, as Zipf has it. */
const aWord = (): string => vocabulary[Math.floor(vocabulary.length ** uniform()) - 1] as string;
const aText = (): string => Array.from({ length: 4 + below(17) }, aWord).join(' ');

const messages = Array.from({ length: size }, (_, at): Message => {
  const conversationId = conversationIds[at % conversationCount] as ConversationId;
  const sequenceNumber = Math.floor(at / conversationCount) + 1;
  return {
    id: messageIdOf({ conversationId, sequenceNumber }),
    conversationId,
    sequenceNumber,
    senderId: `person-${below(50)}` as UserId,
    clientMessageId: `message-${at}`,
    messageType: 'text',
    content: aText(),
    timestamp: new Date(Date.parse('2026-01-01T00:00:00.000Z') + at * 60_000).toISOString(),
    revision: 1,
    reactions: [],
    attachments: [],
  };
});

const timeMs = async (run: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
};

const { endpoint, stop } = await anOpenSearch();
try {
  const openSearch = new OpenSearch({ endpoint, service: 'plain' }, () =>
    Promise.reject(new Error('nothing is signed')),
  );
  const index = new OpenSearchIndex(openSearch, { routes: true, clock: systemClock });

  // The indexer as it is, with messages in memory where the table would be.
  const source = {
    readCurrent: async (keys: readonly { conversationId: ConversationId; sequenceNumber: number }[]) =>
      keys.map(
        ({ conversationId, sequenceNumber }) =>
          messages[(sequenceNumber - 1) * conversationCount + conversationIds.indexOf(conversationId)],
      ),
    readConversations: async () => [],
    readAttachedTo: async () => [],
  };
  const batchesMs: number[] = [];
  for (let from = 0; from < size; from += batchSize) {
    const events = messages.slice(from, from + batchSize).map(
      (message) =>
        ({
          'detail-type': 'message.created',
          detail: { version: 1, tenantId, correlationId: 'bench', message },
        }) as SearchEvent,
    );
    batchesMs.push(
      await timeMs(async () => {
        const outcomes = await indexEvents({ source, index, clock: systemClock }, events, Number.POSITIVE_INFINITY);
        if (outcomes.some((outcome) => outcome !== 'done')) throw new Error('cannot measure; not all is indexed');
      }),
    );
  }
  await openSearch.request({ method: 'POST', path: '/chemchat-index-*/_refresh' }, { timeoutMs: 60_000 });

  const product = (text: string) => {
    const { words, phrases } = parseSearchText(text);
    return index.findMessages({ tenantId, conversationIds: ownIds, words, phrases, hasFile: false, limit: pageSize });
  };
  /** What somebody would ask who wants the words and nothing else, over the same connection. */
  const bare = (text: string) =>
    openSearch.request(
      {
        method: 'POST',
        path: `/${readAlias}/_search`,
        body: {
          size: pageSize,
          _source: ['conversationId', 'sequenceNumber'],
          query: { match: { content: { query: text.replaceAll('"', ''), operator: 'and' } } },
        },
      },
      { timeoutMs: 10_000 },
    );

  const aMessage = (): readonly string[] => (messages[below(size)] as Message).content.split(' ');
  const misspelt = (word: string): string => `${word.slice(0, -2)}x${word.slice(-1)}`;
  const kinds: readonly (readonly [string, () => string])[] = [
    ['a word', () => aMessage()[0] as string],
    ['two words of a message', () => aMessage().slice(0, 2).join(' ')],
    ['a word, half typed', () => (aMessage()[1] as string).slice(0, 4)],
    ['a word, misspelt', () => misspelt(vocabulary[below(vocabulary.length)] as string)],
    ['a phrase of three words', () => `"${aMessage().slice(0, 3).join(' ')}"`],
  ];
  const rows: (string | number)[][] = [];
  for (const [title, aSearch] of kinds) {
    const measured = { product: [] as number[], bare: [] as number[] };
    // The first ones are slow; then they take turns, each one with the same words.
    for (let at = -20; at < searches; at += 1) {
      const text = aSearch();
      const [productMs, bareMs] = [await timeMs(() => product(text)), await timeMs(() => bare(text))];
      if (at < 0) continue;
      measured.product.push(productMs);
      measured.bare.push(bareMs);
    }
    const of = (values: number[], share: number) =>
      percentile(
        values.toSorted((one, other) => one - other),
        share,
      );
    const [p50, p95] = [of(measured.product, 0.5), of(measured.product, 0.95)];
    const [bare50, bare95] = [of(measured.bare, 0.5), of(measured.bare, 0.95)];
    rows.push([title, ...[p50, bare50, p50 / bare50, p95, bare95, p95 / bare95].map((value) => figure(value, 1))]);
  }

  const sorted = batchesMs.toSorted((one, other) => one - other);
  const seconds = batchesMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
  console.log(
    `${cpus().length} processors, load ${figure(loadavg()[0] ?? 0, 1)}; ${searches} searches of each kind and way`,
  );
  console.log(
    `${figure(size)} messages indexed in ${figure(seconds, 1)} s, ${figure(size / seconds, 0)} a second; a batch of ${batchSize}: ` +
      `P50 ${figure(percentile(sorted, 0.5), 0)} ms, P95 ${figure(percentile(sorted, 0.95), 0)} ms\n`,
  );
  const head = ['looked for', 'P50, ms', 'bare', 'ratio', 'P95, ms', 'bare', 'ratio'];
  console.log(markdownTable(head, rows));
} finally {
  await stop();
}
