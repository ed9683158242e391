import { openDB } from 'idb';
import type { ProofKeyPair, ProofKeyStore } from './proof-key.ts';

const storeName = 'keys';
const keyName = 'proof';

/** Keeps the key of a device in IndexedDB, where scripts can use it and not read it. */
export const indexedDbProofKeyStore = (databaseName = 'chemchat-keys'): ProofKeyStore => {
  const opened = openDB(databaseName, 1, { upgrade: (database) => void database.createObjectStore(storeName) });
  return {
    load: async () => (await (await opened).get(storeName, keyName)) as ProofKeyPair | undefined,
    save: async (pair) => void (await (await opened).put(storeName, pair, keyName)),
  };
};
