import * as z from 'zod';
import { Conversation } from './conversations.ts';
import { ConversationId, UserId } from './identifiers.ts';
import { Message } from './messages.ts';
import { pageLimit, positionFrom, queryNumber } from './paging.ts';

const position = positionFrom(0);
const queryPosition = queryNumber(position.default(0));

/** Query of GET /conversations/:id/sync: how far the client has come in both lines. */
export const SyncQuery = z.strictObject({
  afterSequence: queryPosition.meta({ description: 'The last sequence number the client has' }),
  afterChange: queryPosition.meta({ description: 'The last change number the client has' }),
  limit: pageLimit({ most: 100, usual: 50 }),
});

const syncPage = {
  messages: z.array(Message).meta({ description: 'Numbered above the cursor, as they are now' }),
  changed: z.array(Message).meta({ description: 'At or below the cursor, changed after it, as they are now' }),
  head: z.object({ sequenceNumber: position, changeNumber: position }),
  conversation: Conversation.optional().meta({ description: 'There when the title or the members changed' }),
  next: z.object({ afterSequence: position, afterChange: position }).meta({ description: 'The next cursor' }),
  complete: z.boolean(),
};

/** Answer of GET /conversations/:id/sync. */
export const SyncPage = z.object(syncPage).meta({ id: 'SyncPage' });

/** What a client says of one conversation in the `sync` action. */
export const SyncWanted = z.strictObject({
  conversationId: ConversationId,
  afterSequence: position,
  afterChange: position,
});

/** One conversation in the answer to the `sync` action. */
export const SyncedConversation = z.union([
  z.object({ conversationId: ConversationId, ...syncPage }),
  z.object({ conversationId: ConversationId, code: z.literal('NOT_FOUND') }),
]);

/** Body of POST /conversations/:id/read. */
export const ReadBody = z.strictObject({ sequenceNumber: position }).meta({ id: 'Read' });

/** Answer of POST /conversations/:id/read. */
export const ReadAnswer = z.object({ lastReadSequence: position }).meta({ id: 'LastRead' });

/** How far a member has come. */
export const Receipt = z
  .object({ userId: UserId, lastDeliveredSequence: position, lastReadSequence: position })
  .meta({ id: 'Receipt' });

/** Answer of GET /conversations/:id/receipts. */
export const Receipts = z.object({ items: z.array(Receipt) }).meta({ id: 'Receipts' });
