import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Clock } from '../../domain/clock.ts';
import { Unavailable } from '../../domain/errors.ts';
import { isSettled } from '../../domain/media/settle.ts';
import { messageIdOf } from '../../domain/messages/message-id.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import { pause } from '../../domain/pause.ts';
import type { IndexedMessages } from '../../domain/search/indexed-messages.ts';
import type {
  ConversationFound,
  ConversationSearch,
  IndexEntry,
  IndexedConversation,
  IndexOutcome,
  MessageFound,
  MessageSearch,
  SearchIndex,
  SearchIndexWriter,
} from '../../domain/search/search-index.ts';
import { definitionDigest, indexDefinition } from './index-definition.ts';
import { firstIndex, readAlias, writeAlias } from './index-names.ts';
import type { OpenSearch } from './open-search.ts';
import { conversationRequest, messageRequest } from './search-requests.ts';

/** How the index is reached. */
export interface IndexOptions {
  /** Whether documents of a tenant lie together on one shard; a serverless collection lets nobody say so. */
  readonly routes: boolean;
  readonly clock: Clock;
  /** An index to write to instead of those that everybody writes to. */
  readonly writesTo?: string;
}

const searchTimeoutMs = 3_000;
const writeTimeoutMs = 10_000;
/** How long a writer believes that the indexes to write to are the same, in ms. */
export const writeTargetsMs = 5_000;
/** How often a new index is asked whether it answers yet; some 2 s in all, then the event comes again. */
const answerTries = 10;
/** Messages of a deleted conversation that are removed at once. */
const removedAtOnce = 500;
/** Above every version there is: what is gone for good does not come back by an older write. */
const lastVersion = Number.MAX_SAFE_INTEGER;

interface BulkAction {
  readonly action: 'index' | 'delete';
  readonly id: string;
  readonly tenantId: TenantId;
  readonly version: number;
  readonly document?: Readonly<Record<string, unknown>>;
}

/** More than a message has files. */
const filesOfChange = 1_024;

/** Rises with each change to a message, which may take its files, and between two with each file that is settled. */
const versionOf = ({ changeNumber = 0, attachments }: Message): number =>
  (changeNumber + 1) * filesOfChange + attachments.filter(isSettled).length;

/** What a message is found by: its text, and the names of its files that are ready. */
const textsOf = ({ content, attachments }: Message): readonly string[] => [
  ...(content === '' ? [] : [content]),
  ...attachments.filter(({ status }) => status === 'ready').map(({ fileName }) => fileName),
];

const messageAction = ({ key, message }: Extract<IndexEntry, { kind: 'message' }>): BulkAction => {
  const { tenantId, conversationId, sequenceNumber } = key;
  const id = messageIdOf(key);
  if (message === undefined) return { action: 'delete', id, tenantId, version: lastVersion };
  const version = versionOf(message);
  if (message.deleted) return { action: 'delete', id, tenantId, version };
  return {
    action: 'index',
    id,
    tenantId,
    version,
    document: {
      kind: 'message',
      tenantId,
      conversationId,
      messageId: id,
      sequenceNumber,
      revision: message.revision,
      senderId: message.senderId,
      sentAt: message.timestamp,
      hasFile: message.attachments.length > 0,
      // Accents may be written as signs of their own; what is looked for is put together in the same way.
      content: textsOf(message).map((one) => one.normalize('NFC')),
    },
  };
};

const named = ({ tenantId, conversationId }: ConversationKey, name: string, viewerId?: UserId) => ({
  kind: 'conversation',
  tenantId,
  conversationId,
  ...(viewerId && { viewerId }),
  name: name.normalize('NFC'),
});

const conversationActions = (key: ConversationKey, conversation: IndexedConversation | undefined): BulkAction[] => {
  const { tenantId, conversationId } = key;
  if (conversation === undefined) {
    return [{ action: 'delete', id: conversationId, tenantId, version: lastVersion }];
  }
  const { title, peers, version } = conversation;
  if (peers) {
    return peers.map(({ displayName }, index): BulkAction => {
      const viewerId = peers[1 - index]?.userId;
      const id = `${conversationId}:${viewerId}`;
      return { action: 'index', id, tenantId, version, document: named(key, displayName, viewerId) };
    });
  }
  if (title === undefined) return [{ action: 'delete', id: conversationId, tenantId, version }];
  return [{ action: 'index', id: conversationId, tenantId, version, document: named(key, title) }];
};

const actionsOf = (entry: IndexEntry): BulkAction[] =>
  entry.kind === 'message' ? [messageAction(entry)] : conversationActions(entry.key, entry.conversation);

interface BulkItem {
  readonly status: number;
  readonly error?: { readonly type: string };
}

const outcomeOf = ({ status, error }: BulkItem): IndexOutcome => {
  // Older than what is there; or it is not there, which is what a removal wants.
  if (status < 300 || status === 409 || (status === 404 && error === undefined)) return 'done';
  return status === 404 || status === 429 || status >= 500 ? 'failed' : 'refused';
};

const worst = (outcomes: readonly IndexOutcome[]): IndexOutcome =>
  outcomes.find((outcome) => outcome === 'failed') ?? outcomes.find((outcome) => outcome === 'refused') ?? 'done';

interface Found {
  readonly _score: number;
  readonly _source: {
    readonly conversationId: ConversationId;
    readonly sequenceNumber: number;
    readonly revision: number;
    readonly name: string;
  };
  readonly sort: readonly (string | number)[];
  readonly highlight?: Readonly<Record<string, readonly string[]>>;
}

const marksIn = (pieces: readonly string[]): number => pieces.join('').split('<mark>').length;

/** The pieces in which most was found: of words and their parts, or of what was found as it stands. */
const highlightsIn = ({ highlight = {} }: Found, field: string): readonly string[] => {
  const [words, unspaced] = [highlight[field] ?? [], highlight[`${field}.unspaced`] ?? []];
  return marksIn(unspaced) > marksIn(words) ? unspaced : words;
};

/** Messages and conversations, in OpenSearch. */
export class OpenSearchIndex implements SearchIndex, SearchIndexWriter, IndexedMessages {
  readonly #openSearch: OpenSearch;
  readonly #options: IndexOptions;
  #writeTargets: { readonly indexes: readonly string[]; readonly untilMs: number } | undefined;

  constructor(openSearch: OpenSearch, options: IndexOptions) {
    this.#openSearch = openSearch;
    this.#options = options;
  }

  async findMessages(search: MessageSearch): Promise<readonly MessageFound[]> {
    const hits = await this.#search(search.tenantId, messageRequest(search));
    return hits.map((hit) => {
      const { conversationId, sequenceNumber, revision } = hit._source;
      const highlights = highlightsIn(hit, 'content');
      return { conversationId, sequenceNumber, revision, highlights, score: hit._score, position: hit.sort };
    });
  }

  async findConversations(search: ConversationSearch): Promise<readonly ConversationFound[]> {
    const hits = await this.#search(search.tenantId, conversationRequest(search));
    return hits.map((hit) => ({
      conversationId: hit._source.conversationId,
      name: hit._source.name,
      highlights: highlightsIn(hit, 'name'),
      score: hit._score,
      position: hit.sort,
    }));
  }

  async revisionsOf(
    { tenantId, conversationId }: ConversationKey,
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, number>> {
    const filter = [
      { term: { tenantId } },
      { term: { kind: 'message' } },
      { term: { conversationId } },
      { terms: { sequenceNumber: numbers } },
    ];
    const hits = await this.#search(tenantId, {
      size: numbers.length,
      _source: ['sequenceNumber', 'revision'],
      query: { bool: { filter } },
    });
    return new Map(hits.map(({ _source }) => [_source.sequenceNumber, _source.revision]));
  }

  async countNames({ tenantId, conversationId }: ConversationKey): Promise<number> {
    const filter = [{ term: { tenantId } }, { term: { kind: 'conversation' } }, { term: { conversationId } }];
    const hits = await this.#search(tenantId, { size: 10, _source: false, query: { bool: { filter } } });
    return hits.length;
  }

  async write(entries: readonly IndexEntry[]): Promise<readonly IndexOutcome[]> {
    const actions = entries.map(actionsOf);
    const all = actions.flat();
    if (all.length === 0) return [];
    const byIndex = await Promise.all((await this.#indexes()).map((index) => this.#bulk(index, all)));
    const outcomes = all.map((_, place) => worst(byIndex.map((results) => results[place] ?? 'failed')));
    let from = 0;
    return actions.map(({ length }) => {
      from += length;
      return worst(outcomes.slice(from - length, from));
    });
  }

  async removeMessages({ tenantId, conversationId }: ConversationKey): Promise<number> {
    const counts = await Promise.all(
      (await this.#indexes()).map(async (index) => {
        const query = {
          bool: { filter: [{ term: { tenantId } }, { term: { kind: 'message' } }, { term: { conversationId } }] },
        };
        const { body } = await this.#openSearch.request(
          {
            method: 'POST',
            path: `/${index}/_search`,
            querystring: this.#routing(tenantId),
            body: { size: removedAtOnce, query, _source: false },
          },
          { timeoutMs: writeTimeoutMs },
        );
        const ids = (body.hits.hits as { readonly _id: string }[]).map(({ _id }) => _id);
        if (ids.length === 0) return 0;
        const outcomes = await this.#bulk(
          index,
          ids.map((id) => ({ action: 'delete', id, tenantId, version: lastVersion })),
          // What is looked for next is what is left.
          { refresh: this.#options.routes ? 'true' : undefined },
        );
        if (outcomes.includes('failed')) throw new Unavailable('cannot remove messages; the index refuses some now');
        return ids.length;
      }),
    );
    return Math.max(0, ...counts);
  }

  /** Makes the first index where there is none, so that nothing is ever written without its definition. */
  async #indexes(): Promise<readonly string[]> {
    const { writesTo, clock } = this.#options;
    if (writesTo !== undefined) return [writesTo];
    const nowMs = clock.nowMs();
    if (this.#writeTargets && this.#writeTargets.untilMs > nowMs) return this.#writeTargets.indexes;
    const indexes = await this.#readIndexes();
    this.#writeTargets = { indexes, untilMs: nowMs + writeTargetsMs };
    return indexes;
  }

  async #readIndexes(): Promise<readonly string[]> {
    const options = { timeoutMs: writeTimeoutMs, accepts: [400, 404] };
    const known = await this.#openSearch.request({ method: 'GET', path: `/_alias/${writeAlias}` }, options);
    if (known.status < 300 && Object.keys(known.body).length > 0) return Object.keys(known.body);
    const made = await this.#openSearch.request(
      {
        method: 'PUT',
        path: `/${firstIndex}`,
        body: {
          ...indexDefinition,
          mappings: { ...indexDefinition.mappings, _meta: { definition: definitionDigest } },
        },
      },
      options,
    );
    // Somebody else may have been quicker.
    if (made.status >= 300 && made.body.error?.type !== 'resource_already_exists_exception') {
      throw new Error(`cannot make the index; ${made.body.error?.type}`);
    }
    // Whoever searched it before it can answer would be told that search is down.
    await this.#firstIndexAnswers();
    const add = [readAlias, writeAlias].map((alias) => ({ add: { index: firstIndex, alias } }));
    await this.#openSearch.request({ method: 'POST', path: '/_aliases', body: { actions: add } }, options);
    return [firstIndex];
  }

  /** Waits until the first index answers, which another writer may be making just now. */
  async #firstIndexAnswers(): Promise<void> {
    for (let tries = 0; tries < answerTries; tries += 1) {
      const { status } = await this.#openSearch.request(
        { method: 'POST', path: `/${firstIndex}/_search`, body: { size: 0 } },
        { timeoutMs: writeTimeoutMs, accepts: [503] },
      );
      if (status < 300) return;
      await pause(100, 300);
    }
    throw new Unavailable('cannot index; the index is only just being made');
  }

  #routing(tenantId: TenantId): { readonly routing?: string } {
    return this.#options.routes ? { routing: tenantId } : {};
  }

  async #search(tenantId: TenantId, body: object): Promise<readonly Found[]> {
    const answer = await this.#openSearch.request(
      {
        method: 'POST',
        path: `/${readAlias}/_search`,
        // Before anything was ever indexed there is nothing to find.
        querystring: { ...this.#routing(tenantId), ignore_unavailable: true, allow_no_indices: true },
        body,
      },
      { timeoutMs: searchTimeoutMs },
    );
    if (answer.body.timed_out || answer.body._shards?.failed > 0) {
      throw new Unavailable('cannot search; search answers in part only', { retryAfterMs: 1_000 });
    }
    return answer.body.hits.hits;
  }

  async #bulk(
    index: string,
    actions: readonly BulkAction[],
    querystring: Readonly<Record<string, string | undefined>> = {},
  ): Promise<readonly IndexOutcome[]> {
    const bulkBody = actions.flatMap(({ action, id, tenantId, version, document }) => [
      { [action]: { _id: id, version, version_type: 'external', ...this.#routing(tenantId) } },
      ...(document ? [document] : []),
    ]);
    const { body } = await this.#openSearch.request(
      { method: 'POST', path: `/${index}/_bulk`, querystring, bulkBody },
      { timeoutMs: writeTimeoutMs },
    );
    return (body.items as Record<string, BulkItem>[]).map((item) => outcomeOf(Object.values(item)[0] as BulkItem));
  }
}
