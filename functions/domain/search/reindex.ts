import pMap from 'p-map';
import { Unavailable } from '../errors.ts';
import type { Subjects } from '../inspection/inspection-store.ts';
import type { ConversationKey, MessageLog } from '../messages/message-log.ts';
import type { IndexSource } from './index-events.ts';
import type { IndexEntry, SearchIndexWriter } from './search-index.ts';

/** What rebuilding the index needs. */
export interface ReindexDeps {
  readonly subjects: Subjects;
  readonly source: Pick<IndexSource, 'readConversations'>;
  readonly messages: Pick<MessageLog, 'readRange'>;
  /** Writes to the new index alone. */
  readonly index: SearchIndexWriter;
}

/** How far a rebuild is. */
export interface ReindexProgress {
  /** Where it goes on; undefined: it is done, or at the beginning. */
  readonly cursor: string | undefined;
  readonly conversations: number;
  readonly messages: number;
}

const conversationsAtOnce = 8;
const messagesAtOnce = 100;

/** Entries that the index will never take are left out, as the indexer leaves them out. */
const write = async ({ index }: ReindexDeps, entries: readonly IndexEntry[]): Promise<void> => {
  if ((await index.write(entries)).includes('failed'))
    throw new Unavailable('cannot index; the index refuses some now');
};

const indexConversation = async (deps: ReindexDeps, key: ConversationKey): Promise<number> => {
  const [conversation] = await deps.source.readConversations([key]);
  if (conversation === undefined) return 0;
  await write(deps, [{ kind: 'conversation', key, conversation }]);
  let [after, count, hasMore] = [0, 0, true];
  while (hasMore) {
    const page = await deps.messages.readRange(key, { after, limit: messagesAtOnce });
    await write(
      deps,
      page.items.map((message) => ({ kind: 'message', key: { ...key, ...message }, message })),
    );
    after = page.items.at(-1)?.sequenceNumber ?? after;
    count += page.items.length;
    hasMore = page.hasMore;
  }
  // Who deleted it meanwhile removed what was there by then.
  const [still] = await deps.source.readConversations([key]);
  if (still === undefined) while ((await deps.index.removeMessages(key)) > 0);
  return count;
};

/**
 * Writes all that is in the table to a new index, which takes what is committed meanwhile too: of each document the newer
 * state stays. Can be broken off at any place, and goes on from the last cursor that was kept.
 *
 * @param keep keeps how far it is; told after each step
 * @throws Unavailable the index does not answer
 */
export const reindex = async (
  deps: ReindexDeps,
  from: string | undefined,
  keep: (progress: ReindexProgress) => Promise<void>,
): Promise<ReindexProgress> => {
  let progress: ReindexProgress = { cursor: from, conversations: 0, messages: 0 };
  do {
    const page = await deps.subjects.read(progress.cursor);
    const keys = page.subjects.flatMap((subject) => (subject.kind === 'conversation' ? [subject.key] : []));
    const counts = await pMap(keys, (key) => indexConversation(deps, key), { concurrency: conversationsAtOnce });
    progress = {
      cursor: page.cursor,
      conversations: progress.conversations + keys.length,
      messages: counts.reduce((sum, count) => sum + count, progress.messages),
    };
    await keep(progress);
  } while (progress.cursor !== undefined);
  return progress;
};
