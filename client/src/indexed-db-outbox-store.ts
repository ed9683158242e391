import { openDB } from 'idb';
import type { OutboxEntry, OutboxStore } from './outbox-store.ts';

const storeName = 'outbox';
const byUser = 'userId';

/** Keeps messages that are not acknowledged in IndexedDB, so that a reload or a crash of the page loses none. */
export const indexedDbOutboxStore = (databaseName = 'chemchat'): OutboxStore => {
  const opened = openDB(databaseName, 1, {
    upgrade: (database) => {
      database.createObjectStore(storeName, { keyPath: 'clientMessageId' }).createIndex(byUser, byUser);
    },
  });
  return {
    load: async (userId) => (await (await opened).getAllFromIndex(storeName, byUser, userId)) as OutboxEntry[],
    put: async (entry) => void (await (await opened).put(storeName, entry)),
    remove: async (clientMessageId) => (await opened).delete(storeName, clientMessageId),
  };
};
