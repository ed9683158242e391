import type { Conversation } from '../../contract/conversations.ts';
import type { ConversationId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import { aboutMessage } from '../changes/change.ts';
import type { ChangeLine } from '../changes/change-line.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import { type PresentDeps, presentInbox } from '../conversations/present-conversation.ts';
import { type FieldError, Invalid, NotFound } from '../errors.ts';
import type { MessageLog } from '../messages/message-log.ts';
import { cutPage, type ReadLines } from './cut-page.ts';

/** What synchronising needs. */
export interface SyncDeps extends PresentDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly changes: Pick<ChangeLine, 'readAfter'>;
  readonly messages: Pick<MessageLog, 'read' | 'readMany' | 'readRange'>;
}

/** How far a client has come in both lines of a conversation. */
export interface Cursor {
  readonly afterSequence: number;
  readonly afterChange: number;
}

/** A page of what a client has missed. */
export interface SyncPage {
  /** Messages above the cursor, as they are now. */
  readonly messages: Message[];
  /** Messages at or below the cursor that changed after it, as they are now. */
  readonly changed: Message[];
  readonly head: { readonly sequenceNumber: number; readonly changeNumber: number };
  /** There when the title or the members changed. */
  readonly conversation?: Conversation;
  readonly next: Cursor;
  readonly complete: boolean;
}

const nothing: ReadLines & { readonly hasMore: boolean } = { changes: [], changed: [], messages: [], hasMore: false };

/**
 * What a client has missed since its cursor, at most `limit` messages and `limit` changes a page, and no more than
 * `maxBytes` of JSON of them (left out: any). Both lines are gapless, so the cursor says exactly what is missing.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 * @throws Invalid the cursor is above the head
 */
export const syncConversation = async (
  deps: SyncDeps,
  {
    caller,
    conversationId,
    limit,
    maxBytes = Number.POSITIVE_INFINITY,
    ...cursor
  }: Cursor & {
    readonly caller: Caller;
    readonly conversationId: ConversationId;
    readonly limit: number;
    readonly maxBytes?: number;
  },
): Promise<SyncPage> => {
  const key = { tenantId: caller.tenantId, conversationId };
  const readEntry = async () => {
    const found = await deps.conversations.findFor(key, caller.userId);
    if (found === undefined) throw new NotFound('conversation');
    return found;
  };
  const entry = await readEntry();
  const { sequenceNumber, changeNumber } = entry.record;
  refuseAbove(cursor, { afterSequence: sequenceNumber, afterChange: changeNumber });

  const read = async (): Promise<ReadLines & { readonly hasMore: boolean }> => {
    // Changes first: a message, or the conversation itself, that is read after them is at least as new as they are. The
    // other way round, a change between the two reads would be in neither.
    const changes =
      cursor.afterChange < changeNumber ? await deps.changes.readAfter(key, cursor.afterChange, limit) : [];
    const below = changes.filter(aboutMessage).map((change) => change.sequenceNumber);
    const [changed, { items: messages, hasMore }, [conversation]] = await Promise.all([
      deps.messages.readMany(
        key,
        [...new Set(below)].filter((number) => number <= cursor.afterSequence),
      ),
      deps.messages.readRange(key, { after: cursor.afterSequence, limit }),
      changes.every(aboutMessage) ? [] : readEntry().then((now) => presentInbox(deps, caller, [now])),
    ]);
    return { changes, changed, conversation, messages, hasMore };
  };
  const isAtHead = cursor.afterSequence === sequenceNumber && cursor.afterChange === changeNumber;
  const { hasMore, ...lines } = isAtHead || maxBytes <= 0 ? nothing : await read();
  const { changes, changed, conversation, messages } = cutPage(lines, maxBytes);
  const next = {
    afterSequence: messages.at(-1)?.sequenceNumber ?? cursor.afterSequence,
    afterChange: changes.at(-1)?.changeNumber ?? cursor.afterChange,
  };
  const hasAll = !hasMore && messages.length === lines.messages.length;
  return {
    messages: [...messages],
    changed: [...changed],
    head: { sequenceNumber, changeNumber },
    ...(conversation !== undefined && { conversation }),
    next,
    // With more messages to come, one of the changes may be about a message that no page has brought yet.
    complete: hasAll && next.afterSequence >= sequenceNumber && next.afterChange >= changeNumber,
  };
};

const refuseAbove = (cursor: Cursor, head: Cursor): void => {
  const errors: FieldError[] = (['afterSequence', 'afterChange'] as const)
    .filter((path) => cursor[path] > head[path])
    .map((path) => ({ path, message: `must be at most ${head[path]}, the head` }));
  if (errors.length > 0) throw new Invalid(errors, 'cannot sync; the cursor is above the head');
};
