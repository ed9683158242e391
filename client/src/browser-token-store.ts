import type { StoredTokens, TokenStore } from './token-store.ts';

/** What of `localStorage` is used. */
interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps tokens in `localStorage`, shared by all tabs of an origin. Any script of the page can read them there: keep a
 * strict content security policy, or bind the session to a key (`proofKey`).
 */
export const browserTokenStore = (key = 'chemchat.tokens'): TokenStore => {
  const page = globalThis as unknown as EventTarget & { readonly localStorage: WebStorage };
  return {
    load: async () => {
      const text = page.localStorage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as StoredTokens);
    },
    save: async (tokens) => page.localStorage.setItem(key, JSON.stringify(tokens)),
    clear: async () => page.localStorage.removeItem(key),
    watch: (listener) => {
      const changed = (event: Event) => {
        if ((event as Event & { readonly key?: string }).key === key) listener();
      };
      page.addEventListener('storage', changed);
      return () => page.removeEventListener('storage', changed);
    },
  };
};
