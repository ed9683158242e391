import type { Conversation } from '../../contract/conversations.ts';
import type { ConversationId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import type { Change } from '../changes/change.ts';
import type { ChangeLine } from '../changes/change-line.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import { type PresentDeps, presentInbox } from '../conversations/present-conversation.ts';
import { type FieldError, Invalid, NotFound } from '../errors.ts';
import type { MessageLog } from '../messages/message-log.ts';

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

const aboutMembersOrTitle = ({ kind }: Change): boolean =>
  !kind.startsWith('message.') && !kind.startsWith('reaction.');

/**
 * What a client has missed since its cursor, at most `limit` messages and `limit` changes a page. Both lines are
 * gapless, so the cursor says exactly what is missing.
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
    ...cursor
  }: Cursor & {
    readonly caller: Caller;
    readonly conversationId: ConversationId;
    readonly limit: number;
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

  // Changes first: a message, or the conversation itself, that is read after them is at least as new as they are. The
  // other way round, a change between the two reads would be in neither.
  const changes = cursor.afterChange < changeNumber ? await deps.changes.readAfter(key, cursor.afterChange, limit) : [];
  const below = changes.flatMap((change) =>
    'sequenceNumber' in change && change.sequenceNumber <= cursor.afterSequence ? [change.sequenceNumber] : [],
  );
  const [changed, { items: messages, hasMore }, [conversation]] = await Promise.all([
    deps.messages.readMany(key, [...new Set(below)]),
    deps.messages.readRange(key, { after: cursor.afterSequence, limit }),
    changes.some(aboutMembersOrTitle) ? readEntry().then((now) => presentInbox(deps, caller, [now])) : [],
  ]);
  const next = {
    afterSequence: messages.at(-1)?.sequenceNumber ?? cursor.afterSequence,
    afterChange: changes.at(-1)?.changeNumber ?? cursor.afterChange,
  };
  return {
    messages: [...messages],
    changed: [...changed],
    head: { sequenceNumber, changeNumber },
    ...(conversation !== undefined && { conversation }),
    next,
    // With more messages to come, one of the changes may be about a message that no page has brought yet.
    complete: !hasMore && next.afterSequence >= sequenceNumber && next.afterChange >= changeNumber,
  };
};

const refuseAbove = (cursor: Cursor, head: Cursor): void => {
  const errors: FieldError[] = (['afterSequence', 'afterChange'] as const)
    .filter((path) => cursor[path] > head[path])
    .map((path) => ({ path, message: `must be at most ${head[path]}, the head` }));
  if (errors.length > 0) throw new Invalid(errors, 'cannot sync; the cursor is above the head');
};
