import type { ConversationId } from '../../contract/identifiers.ts';
import { utf8Bytes } from '../../contract/text.ts';
import type { Caller } from '../caller.ts';
import { Invalid, NotFound, TooLarge } from '../errors.ts';
import { type Cursor, type SyncDeps, type SyncPage, syncConversation } from './sync-conversation.ts';

/** One conversation's part of a sync: a page, or that the caller may not see it. */
export type SyncedConversation = { readonly conversationId: ConversationId } & (
  | SyncPage
  | { readonly code: 'NOT_FOUND' }
);

type Wanted = Cursor & { readonly conversationId: ConversationId };

/** Entries of a page. */
const limit = 50;

/** What a conversation takes of the answer where nothing of it fits. */
const emptyBytes = ({ conversationId }: Wanted): number => {
  const cursor = { afterSequence: 1e12, afterChange: 1e12 };
  const head = { sequenceNumber: 1e12, changeNumber: 1e12 };
  const empty = { conversationId, messages: [], changed: [], head, next: cursor, complete: false };
  return utf8Bytes(JSON.stringify(empty)) + ','.length;
};

/** A page with what it was asked for. */
interface Answered {
  readonly wanted: Wanted;
  readonly page: SyncedConversation;
}

const isWaiting = ({ page }: Answered): boolean => 'complete' in page && !page.complete;

const movesOn = ({ page, wanted }: Answered): boolean =>
  'next' in page && (page.next.afterSequence > wanted.afterSequence || page.next.afterChange > wanted.afterChange);

/**
 * What a client has missed in several conversations, cut to what `maxBytes` of JSON can carry: where not all fits, a
 * page is shorter and not complete. Where the next message of none fits beside the others, the answer is of one
 * conversation alone, so that whoever asks again comes on.
 *
 * @throws Invalid a cursor is above its head; the error names which
 * @throws TooLarge not even one message fits
 */
export const syncConversations = async (
  deps: SyncDeps,
  {
    caller,
    conversations,
    maxBytes,
  }: {
    readonly caller: Caller;
    readonly conversations: readonly Wanted[];
    readonly maxBytes: number;
  },
): Promise<SyncedConversation[]> => {
  const read = async (wanted: Wanted, bytes: number): Promise<Answered> => {
    const { conversationId } = wanted;
    try {
      const page = await syncConversation(deps, { ...wanted, caller, limit, maxBytes: bytes });
      return { wanted, page: { conversationId, ...page } };
    } catch (error) {
      if (error instanceof NotFound) return { wanted, page: { conversationId, code: 'NOT_FOUND' } };
      throw error instanceof Invalid ? at(error, `conversations.${conversations.indexOf(wanted)}`) : error;
    }
  };
  const answered: Answered[] = [];
  let left = maxBytes - conversations.reduce((total, wanted) => total + emptyBytes(wanted), 0);
  for (const wanted of conversations) {
    const one = await read(wanted, left);
    answered.push(one);
    left -= Math.max(0, utf8Bytes(JSON.stringify(one.page)) - emptyBytes(wanted));
  }
  const waiting = answered.find(isWaiting)?.wanted;
  if (waiting === undefined || answered.some(movesOn)) return answered.map(({ page }) => page);
  const alone = await read(waiting, maxBytes - emptyBytes(waiting));
  if (isWaiting(alone) && !movesOn(alone)) {
    throw new TooLarge('cannot sync in one frame; the next message is larger, so read this page over HTTP');
  }
  return [alone.page];
};

const at = (error: Invalid, path: string): Invalid =>
  new Invalid(
    (error.errors ?? []).map((one) => ({ ...one, path: `${path}.${one.path}` })),
    error.message,
  );
