import type { Api } from './api.ts';
import type { Ask, ConnectionState } from './connection.ts';
import { ChatError } from './errors.ts';
import type { SyncPage } from './wire.ts';

/** What fetching pages takes. */
export interface PageDeps {
  readonly api: Api;
  readonly ask: Ask;
  readonly connection: () => ConnectionState;
}

type Cursor = SyncPage['next'];

/** Entries of a page over HTTP. */
const pageLimit = 100;

/** A page in one frame; undefined: what comes next fits none. */
const framedPage = async (ask: Ask, conversationId: string, cursor: Cursor): Promise<SyncPage | undefined> => {
  try {
    const { conversations } = await ask('sync', { conversations: [{ conversationId, ...cursor }] });
    const [page] = conversations;
    if (page && 'messages' in page) return page;
  } catch (error) {
    if (error instanceof ChatError && error.code === 'TOO_LARGE') return undefined;
    throw error;
  }
  throw new ChatError('cannot read the conversation; there is none, or the person is no member', { code: 'NOT_FOUND' });
};

/**
 * What a conversation has after a cursor, as far as one page goes, over the connection where there is one.
 *
 * @throws ChatError NOT_FOUND there is no such conversation; UNAVAILABLE there is more, and nothing of it came
 */
export const nextPage = async (
  { api, ask, connection }: PageDeps,
  conversationId: string,
  cursor: Cursor,
): Promise<SyncPage> => {
  const framed = connection() === 'online' ? await framedPage(ask, conversationId, cursor) : undefined;
  const page = framed ?? (await api.syncConversation(conversationId, { ...cursor, limit: pageLimit }));
  const { complete, next } = page;
  if (!complete && next.afterSequence <= cursor.afterSequence && next.afterChange <= cursor.afterChange) {
    throw new ChatError('cannot go on yet; a page brought nothing', { code: 'UNAVAILABLE' });
  }
  return page;
};
