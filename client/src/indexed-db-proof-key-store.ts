import { databaseOf } from './database.ts';
import type { ProofKeyPair, ProofKeyStore } from './proof-key.ts';

const storeName = 'keys';
const keyName = 'proof';

/** Keeps the key of a device in IndexedDB, where scripts can use it and not read it. */
export const indexedDbProofKeyStore = (databaseName = 'chemchat-keys'): ProofKeyStore => {
  const database = databaseOf(databaseName, (made) => void made.createObjectStore(storeName));
  return {
    load: async () => (await (await database()).get(storeName, keyName)) as ProofKeyPair | undefined,
    save: async (pair) => void (await (await database()).put(storeName, pair, keyName)),
  };
};
