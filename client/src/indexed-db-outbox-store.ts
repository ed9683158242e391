import { databaseOf } from './database.ts';
import type { OutboxEntry, OutboxStore } from './outbox-store.ts';

const storeName = 'outbox';
const byUser = 'userId';

/** Keeps messages that are not acknowledged in IndexedDB, so that a reload or a crash of the page loses none. */
export const indexedDbOutboxStore = (databaseName = 'chemchat'): OutboxStore => {
  const database = databaseOf(databaseName, (made) => {
    made.createObjectStore(storeName, { keyPath: 'clientMessageId' }).createIndex(byUser, byUser);
  });
  return {
    load: async (userId) => (await (await database()).getAllFromIndex(storeName, byUser, userId)) as OutboxEntry[],
    put: async (entry) => void (await (await database()).put(storeName, entry)),
    remove: async (clientMessageId) => (await database()).delete(storeName, clientMessageId),
  };
};
