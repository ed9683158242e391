import { expect, it } from '@jest/globals';
import { react } from '../../../functions/domain/changes/change-message.ts';
import type { ConversationStore } from '../../../functions/domain/conversations/conversation-store.ts';
import { sendMessage } from '../../../functions/domain/messages/send-message.ts';
import { syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { ChangeRepository } from '../../../functions/platform/repositories/change-repository.ts';
import { ConversationRepository } from '../../../functions/platform/repositories/conversation-repository.ts';
import { UserRepository } from '../../../functions/platform/repositories/user-repository.ts';
import { aCaller, aConversation, aMembership, anOrigin } from '../../builders/chat.ts';
import { sendingDeps } from '../../builders/sending.ts';
import { aTable, localDynamo } from '../../builders/tables.ts';
import { startMs } from './invocation.ts';

/** The one interleaving that histories come by too seldom: a message is sent and reacted to within a sync. */
it('never says that a sync is complete past a change of a message that the page does not reach', async () => {
  const client = localDynamo();
  const table = await aTable(client);
  const deps = {
    ...sendingDeps(client, { chatTable: table, liveTable: await aTable(client) }, { nowMs: () => startMs }),
    conversations: new ConversationRepository(client, table),
    changes: new ChangeRepository(client, table),
    users: new UserRepository(client, table),
  };
  const caller = aCaller();
  const record = aConversation();
  const { conversationId } = record;
  const by = { caller, correlationId: 'history', origin: anOrigin() };
  await deps.conversations.create(record, [aMembership({ conversationId, userId: caller.userId })], 'history');
  const send = async (content: string) =>
    (await sendMessage(deps, { ...by, conversationId, clientMessageId: content, content })).message;
  const sendAndReact = async (content: string) =>
    react(deps, { ...by, messageId: (await send(content)).id, emoji: '👍', reaction: 'added' });
  await sendAndReact('first');
  await send('second');

  // Given that between a sync's read of the heads and its read of the lines a third message comes, and a reaction to it
  const findFor: ConversationStore['findFor'] = async (key, userId) => {
    const entry = await deps.conversations.findFor(key, userId);
    await sendAndReact('third');
    return entry;
  };
  const query = { caller, conversationId, afterSequence: 0, afterChange: 0, limit: 2 };
  const { next, complete } = await syncConversation({ ...deps, conversations: { findFor } }, query);

  // Then the client either is told to go on, or will be told of the reaction again
  const isPastReaction = next.afterChange >= 2;
  const isPastMessage = next.afterSequence >= 3;
  expect(complete && isPastReaction && !isPastMessage).toBe(false);
});
