import 'fake-indexeddb/auto';
import { expect, it } from '@jest/globals';
import { indexedDbOutboxStore } from '../../../client/src/indexed-db-outbox-store.ts';
import type { OutboxEntry } from '../../../client/src/outbox-store.ts';

const anEntry = (over: Partial<OutboxEntry>): OutboxEntry => ({
  clientMessageId: 'one',
  userId: 'ada',
  conversationId: 'lab',
  draft: { content: 'hello' },
  position: 1,
  ...over,
});

it('keeps what waits over a reload, each person apart from the others', async () => {
  const before = indexedDbOutboxStore();
  await before.put(anEntry({}));
  await before.put(anEntry({ clientMessageId: 'two', position: 2 }));
  await before.put(anEntry({ clientMessageId: 'three', userId: 'bob' }));
  await before.remove('one');

  const after = indexedDbOutboxStore();
  expect(await after.load('ada')).toEqual([anEntry({ clientMessageId: 'two', position: 2 })]);
  expect(await after.load('bob')).toHaveLength(1);
});
