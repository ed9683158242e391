import type { MessageHit, MessageHitPage } from '../../../functions/contract/search.ts';
import { writeTargetsMs } from '../../../functions/platform/search/open-search-index.ts';
import { openInstance } from '../../../localstack/instance.ts';
import { searchUrl, startOpenSearch } from '../../../localstack/opensearch.ts';
import { stopPart } from '../../../localstack/part.ts';
import { reindexDeployment } from '../../../localstack/reindex.ts';
import { endpoints } from './endpoints.ts';
import { eventually } from './eventually.ts';
import type { Answer, Person } from './person.ts';

/** What a person gets who searches messages. */
export const searching = (person: Person, query: Readonly<Record<string, string>>): Promise<Answer<MessageHitPage>> =>
  person.call<MessageHitPage>('GET', `/search/messages?${new URLSearchParams(query)}`);

/** The texts that a person finds, what fits best first. */
export const textsFound = async (person: Person, q: string): Promise<string[]> => {
  const { status, body } = await searching(person, { q });
  if (status !== 200) throw new Error(`cannot search: ${status} ${JSON.stringify(body)}`);
  return body.items.map(({ message }: MessageHit) => message.content);
};

/** Searches until a text is found: what was sent is found a moment later. */
export const found = (person: Person, q: string, withinMs?: number): Promise<string[]> =>
  eventually(async () => {
    const { status, body } = await searching(person, { q });
    // Who asked too often is told so.
    if (status === 429) return undefined;
    if (status !== 200) throw new Error(`cannot search: ${status} ${JSON.stringify(body)}`);
    return body.items.length > 0 ? body.items.map(({ message }) => message.content) : undefined;
  }, withinMs);

const instance = () => openInstance({ INSTANCE: endpoints().instance });

/** Ends OpenSearch, as an outage does. */
export const stopSearch = (): Promise<void> => stopPart(instance(), 'search');

/** Starts it again, with what it had. */
export const startSearch = (): Promise<void> => startOpenSearch(instance(), AbortSignal.timeout(90_000));

/** Deletes the index with all that is in it. */
export const loseIndex = async (): Promise<void> => {
  const url = `${searchUrl(instance())}/chemchat-index-0`;
  const { ok } = await fetch(url, { method: 'DELETE', signal: AbortSignal.timeout(10_000) });
  if (!ok) throw new Error('cannot delete the index');
};

/** As `make reindex` does, but that no writer is waited for which began to index before: nobody writes meanwhile. */
export const rebuildIndex = (): Promise<void> => reindexDeployment(instance(), {}, writeTargetsMs);
