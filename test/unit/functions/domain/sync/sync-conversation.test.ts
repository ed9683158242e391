import { expect, it } from '@jest/globals';
import { syncConversation } from '../../../../../functions/domain/sync/sync-conversation.ts';
import { aCaller } from '../../../../builders/chat.ts';
import { ServedConversation } from '../../../history/served-conversation.ts';

it('never moves past a change of the title with the title as it was before', async () => {
  const served = new ServedConversation();
  const stores = served.stores(async (read) => read());
  served.happen({ kind: 'title' });

  // Given that the title changes once more right after a sync has read the conversation
  let isFirst = true;
  const findFor: typeof stores.conversations.findFor = async (key, userId) => {
    const entry = await stores.conversations.findFor(key, userId);
    if (isFirst) served.happen({ kind: 'title' });
    isFirst = false;
    return entry;
  };
  const page = await syncConversation(
    { ...stores, conversations: { findFor } },
    {
      caller: aCaller({ userId: served.reader }),
      conversationId: served.conversationId,
      afterSequence: 0,
      afterChange: 0,
      limit: 10,
    },
  );

  // Then the page has the title of the last change that it moves past
  expect(page).toMatchObject({ next: { afterChange: 2 }, conversation: { title: 'title 2', changeNumber: 2 } });
});
