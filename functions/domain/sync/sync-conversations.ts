import type { ConversationId } from '../../contract/identifiers.ts';
import { utf8Bytes } from '../../contract/text.ts';
import type { Caller } from '../caller.ts';
import { Invalid, NotFound } from '../errors.ts';
import { type Cursor, type SyncDeps, type SyncPage, syncConversation } from './sync-conversation.ts';

/** One conversation's part of a sync: a page, or that the caller may not see it. */
export type SyncedConversation = { readonly conversationId: ConversationId } & (
  | SyncPage
  | { readonly code: 'NOT_FOUND' }
);

/** Entries that a page is tried with, one after the other, until it fits. */
const pageLimits = [50, 10, 3, 1] as const;

/** A page that is cut until it fits; cut to nothing where not even one entry does. */
const pageWithin = async (
  deps: SyncDeps,
  caller: Caller,
  wanted: Cursor & { readonly conversationId: ConversationId },
  maxBytes: number,
): Promise<SyncedConversation> => {
  const { conversationId } = wanted;
  const read = async (limit: number) => ({
    conversationId,
    ...(await syncConversation(deps, { ...wanted, caller, limit })),
  });
  let page = await read(pageLimits[0]);
  for (const limit of pageLimits.slice(1)) {
    if (utf8Bytes(JSON.stringify(page)) <= maxBytes) return page;
    page = await read(limit);
  }
  return utf8Bytes(JSON.stringify(page)) <= maxBytes ? page : withoutEntries(page, wanted);
};

const withoutEntries = (
  { conversationId, head }: SyncPage & { readonly conversationId: ConversationId },
  { afterSequence, afterChange }: Cursor,
): SyncedConversation => ({
  conversationId,
  messages: [],
  changed: [],
  head,
  next: { afterSequence, afterChange },
  complete: false,
});

/**
 * What a client has missed in several conversations, cut to what `maxBytes` of JSON can carry: where not all fits, a
 * page is shorter and not complete.
 *
 * @throws Invalid a cursor is above its head; the error names which
 */
export const syncConversations = async (
  deps: SyncDeps,
  {
    caller,
    conversations,
    maxBytes,
  }: {
    readonly caller: Caller;
    readonly conversations: readonly (Cursor & { readonly conversationId: ConversationId })[];
    readonly maxBytes: number;
  },
): Promise<SyncedConversation[]> => {
  const synced: SyncedConversation[] = [];
  let left = maxBytes;
  for (const [index, wanted] of conversations.entries()) {
    const one = await pageWithin(deps, caller, wanted, left).catch((error: unknown): SyncedConversation => {
      if (error instanceof NotFound) return { conversationId: wanted.conversationId, code: 'NOT_FOUND' };
      if (error instanceof Invalid) throw at(error, `conversations.${index}`);
      throw error;
    });
    synced.push(one);
    left = Math.max(0, left - utf8Bytes(JSON.stringify(one)));
  }
  return synced;
};

const at = (error: Invalid, path: string): Invalid =>
  new Invalid(
    (error.errors ?? []).map((one) => ({ ...one, path: `${path}.${one.path}` })),
    error.message,
  );
