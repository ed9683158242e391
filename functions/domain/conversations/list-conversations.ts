import type { Conversation } from '../../contract/conversations.ts';
import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { Invalid } from '../errors.ts';
import type { ConversationStore, InboxEntry } from './conversation-store.ts';
import type { InboxOrders } from './inbox-orders.ts';
import type { Membership, Memberships } from './memberships.ts';
import { type PresentDeps, presentInbox } from './present-conversation.ts';

/** What reading the inbox needs. */
export interface ListConversationsDeps extends PresentDeps {
  readonly conversations: Pick<ConversationStore, 'readMany'>;
  readonly memberships: Pick<Memberships, 'listOf'>;
  readonly orders: InboxOrders;
  readonly newId: () => string;
}

interface Position {
  readonly updatedAt: string;
  readonly id: ConversationId;
}

/** Where a page ended, and the order that its inbox had. */
interface Cursor extends Position {
  readonly orderId: string;
}

const encodeCursor = ({ updatedAt, id, orderId }: Cursor): string =>
  Buffer.from(`${updatedAt} ${id} ${orderId}`).toString('base64url');

const decodeCursor = (cursor: string): Cursor => {
  const [updatedAt, id, orderId] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const decoded = updatedAt && id && orderId && { updatedAt, id: id as ConversationId, orderId };
  if (!decoded || encodeCursor(decoded) !== cursor) {
    throw new Invalid([{ path: 'cursor', message: 'must be the nextCursor of a page' }]);
  }
  return decoded;
};

const positionOf = ({ record }: InboxEntry): Position => ({ updatedAt: record.updatedAt, id: record.conversationId });

/** Newest activity first; the id decides between equals, so that the order is total. */
const byActivity = (a: Position, b: Position): number => {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  if (a.id !== b.id) return a.id < b.id ? 1 : -1;
  return 0;
};

type MembershipsById = ReadonlyMap<ConversationId, Membership>;

/** What a page has, and where it ended if more comes after. */
interface InboxPage {
  readonly entries: readonly InboxEntry[];
  readonly next?: Cursor;
}

const readEntries = async (
  { conversations }: ListConversationsDeps,
  { tenantId }: Caller,
  memberships: MembershipsById,
  ids: readonly ConversationId[],
): Promise<InboxEntry[]> => {
  const records = new Map((await conversations.readMany(tenantId, ids)).map((one) => [one.conversationId, one]));
  return ids.flatMap((id) => {
    const [record, membership] = [records.get(id), memberships.get(id)];
    return record && membership ? [{ record, membership }] : [];
  });
};

/** Reads all, and keeps the order for the pages to come. */
const readAnew = async (
  deps: ListConversationsDeps,
  caller: Caller,
  memberships: MembershipsById,
  { from, limit }: { readonly from: Position | undefined; readonly limit: number },
): Promise<InboxPage> => {
  const sorted = (await readEntries(deps, caller, memberships, [...memberships.keys()]))
    .sort((a, b) => byActivity(positionOf(a), positionOf(b)))
    .filter((entry) => from === undefined || byActivity(from, positionOf(entry)) < 0);
  const entries = sorted.slice(0, limit);
  const last = entries.at(-1);
  if (last === undefined || sorted.length === entries.length) return { entries };
  const orderId = deps.newId();
  const conversationIds = sorted.slice(entries.length - 1).map(({ record }) => record.conversationId);
  await deps.orders.put(caller, { orderId, conversationIds });
  return { entries, next: { ...positionOf(last), orderId } };
};

/** Reads no more than a page has, by the order that was kept; undefined where it is not kept any more. */
const readKept = async (
  deps: ListConversationsDeps,
  caller: Caller,
  memberships: MembershipsById,
  { from, limit }: { readonly from: Cursor; readonly limit: number },
): Promise<InboxPage | undefined> => {
  const kept = await deps.orders.find(caller, from.orderId);
  const index = kept?.indexOf(from.id) ?? -1;
  if (kept === undefined || index < 0) return undefined;
  const after = kept.slice(index + 1).filter((id) => memberships.has(id));
  const ids = after.slice(0, limit);
  const entries = await readEntries(deps, caller, memberships, ids);
  const id = ids.at(-1);
  if (id === undefined || after.length === ids.length) return { entries };
  // Where the order is gone by then, what was active meanwhile comes again, and nothing is left out.
  const updatedAt = entries.at(-1)?.record.updatedAt ?? from.updatedAt;
  return { entries, next: { updatedAt, id, orderId: from.orderId } };
};

/**
 * The caller's inbox, newest activity first. Heads are read where it begins, so nothing is written to members when a
 * message is sent; later pages have the order of then, and what they hold as it is now.
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
  const kept = from && (await readKept(deps, caller, memberships, { from, limit }));
  const { entries, next } = kept ?? (await readAnew(deps, caller, memberships, { from, limit }));
  return {
    items: await presentInbox(deps, caller, entries),
    nextCursor: next === undefined ? null : encodeCursor(next),
  };
};
