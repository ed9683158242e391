import type { Conversation } from '../../contract/conversations.ts';
import type { Caller } from '../caller.ts';
import { Invalid } from '../errors.ts';
import type { ConversationStore, InboxEntry } from './conversation-store.ts';
import type { Memberships } from './memberships.ts';
import { type PresentDeps, presentInbox } from './present-conversation.ts';

/** What reading the inbox needs. */
export interface ListConversationsDeps extends PresentDeps {
  readonly conversations: Pick<ConversationStore, 'readMany'>;
  readonly memberships: Pick<Memberships, 'listOf'>;
}

interface Position {
  readonly updatedAt: string;
  readonly id: string;
}

const encodeCursor = ({ updatedAt, id }: Position): string => Buffer.from(`${updatedAt} ${id}`).toString('base64url');

const decodeCursor = (cursor: string): Position => {
  const [updatedAt, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!updatedAt || !id || encodeCursor({ updatedAt, id }) !== cursor) {
    throw new Invalid([{ path: 'cursor', message: 'must be the nextCursor of a page' }]);
  }
  return { updatedAt, id };
};

const positionOf = ({ record }: InboxEntry): Position => ({ updatedAt: record.updatedAt, id: record.conversationId });

/** Newest activity first; the id decides between equals, so that the order is total. */
const byActivity = (a: Position, b: Position): number => {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  if (a.id !== b.id) return a.id < b.id ? 1 : -1;
  return 0;
};

/**
 * The caller's inbox, newest activity first. Heads are read at each call, so nothing is written to members when a
 * message is sent.
 *
 * @throws Invalid the cursor is not one of ours
 */
export const listConversations = async (
  deps: ListConversationsDeps,
  { caller, limit, cursor }: { caller: Caller; limit: number; cursor?: string | undefined },
): Promise<{ items: readonly Conversation[]; nextCursor: string | null }> => {
  const from = cursor === undefined ? undefined : decodeCursor(cursor);
  const memberships = new Map(
    (await deps.memberships.listOf(caller.tenantId, caller.userId)).map((one) => [one.conversationId, one]),
  );
  const records = await deps.conversations.readMany(caller.tenantId, [...memberships.keys()]);
  const entries = records
    .flatMap((record) => {
      const membership = memberships.get(record.conversationId);
      return membership === undefined ? [] : [{ record, membership }];
    })
    .sort((a, b) => byActivity(positionOf(a), positionOf(b)))
    .filter((entry) => from === undefined || byActivity(from, positionOf(entry)) < 0);
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await presentInbox(deps, caller, page),
    nextCursor: last !== undefined && entries.length > page.length ? encodeCursor(positionOf(last)) : null,
  };
};
