import { databaseOf } from './database.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';

const storeName = 'tokens';
const tokensName = 'current';

/** What of a BroadcastChannel is used: how tabs tell each other. */
interface TabChannel extends EventTarget {
  postMessage(message: string): void;
}

/**
 * Keeps tokens in IndexedDB, shared by all tabs of an origin. `localStorage` would not do: a tab may still read there what
 * another one has changed, and refresh a second time. Any script of the page can read them: keep a strict content
 * security policy, or bind the session to a key (`proofKey`).
 */
export const browserTokenStore = (databaseName = 'chemchat-tokens'): TokenStore => {
  const database = databaseOf(databaseName, (made) => void made.createObjectStore(storeName));
  let channel: TabChannel | undefined;
  const otherTabs = (): TabChannel => {
    channel ??= new BroadcastChannel(databaseName) as TabChannel;
    return channel;
  };
  return {
    load: async () => (await (await database()).get(storeName, tokensName)) as StoredTokens | undefined,
    save: async (tokens) => {
      await (await database()).put(storeName, tokens, tokensName);
      otherTabs().postMessage('saved');
    },
    clear: async () => {
      await (await database()).delete(storeName, tokensName);
      otherTabs().postMessage('cleared');
    },
    watch: (listener) => {
      const changed = () => listener();
      otherTabs().addEventListener('message', changed);
      return () => otherTabs().removeEventListener('message', changed);
    },
  };
};
