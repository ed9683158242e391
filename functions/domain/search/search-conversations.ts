import type { ConversationHitPage } from '../../contract/search.ts';
import type { Caller } from '../caller.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { type PresentDeps, presentInbox } from '../conversations/present-conversation.ts';
import type { SearchIndex } from './search-index.ts';
import { decodePosition, encodePosition } from './search-position.ts';

/** What searching conversations needs. */
export interface SearchConversationsDeps extends PresentDeps {
  readonly index: Pick<SearchIndex, 'findConversations'>;
  readonly memberships: Pick<Memberships, 'listOf'>;
  readonly conversations: Pick<ConversationStore, 'readMany'>;
}

/** Which conversations, as the caller wants them. */
export interface SearchConversations {
  readonly caller: Caller;
  readonly text: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Score, id. */
const positionKinds = ['number', 'string'] as const;

/**
 * Looks for conversations that the caller is a member of at this moment, by their title or the other person's name.
 * What has another name by then was found by one that it has no longer, and is left out.
 *
 * @throws Invalid the cursor is none, or there are too many words
 * @throws Unavailable the index does not answer
 */
export const searchConversations = async (
  deps: SearchConversationsDeps,
  { caller, text, limit, cursor }: SearchConversations,
): Promise<ConversationHitPage> => {
  const { tenantId, userId } = caller;
  const after = cursor === undefined ? undefined : decodePosition(cursor, positionKinds);
  const memberships = new Map(
    (await deps.memberships.listOf(tenantId, userId)).map((one) => [one.conversationId, one]),
  );
  if (memberships.size === 0) return { items: [], nextCursor: null };
  const words = text.trim();
  const conversationIds = [...memberships.keys()];
  const found = await deps.index.findConversations({ tenantId, userId, conversationIds, words, limit, after });
  const records = await deps.conversations.readMany(
    tenantId,
    found.map(({ conversationId }) => conversationId),
  );
  const entries = records.flatMap((record) => {
    const membership = memberships.get(record.conversationId);
    return membership === undefined ? [] : [{ record, membership }];
  });
  const presented = new Map((await presentInbox(deps, caller, entries)).map((one) => [one.id, one]));
  const items = found.flatMap(({ conversationId, name, highlights }) => {
    const conversation = presented.get(conversationId);
    const current = conversation?.title ?? conversation?.peer?.displayName;
    if (conversation === undefined || current?.normalize('NFC') !== name) return [];
    return [{ conversation, highlights: [...highlights] }];
  });
  const last = found.at(-1);
  return { items, nextCursor: last && found.length === limit ? encodePosition(last.position) : null };
};
