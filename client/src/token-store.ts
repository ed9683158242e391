import type { Unsubscribe } from './emitter.ts';
import type { LoggedIn } from './wire.ts';

/** Who is signed in. */
export type SignedInUser = LoggedIn['user'];

/** What a device keeps of a session. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceId: string;
  readonly user: SignedInUser;
  /** When the access token ends, by this device's clock. */
  readonly expiresAtMs: number;
  /** Names the refresh that is under way, so that its answer can be had again within 10 s. */
  readonly refreshKey?: string | undefined;
}

/** Where tokens are kept. Whoever can read it can act as the person. */
export interface TokenStore {
  load(): Promise<StoredTokens | undefined>;
  save(tokens: StoredTokens): Promise<void>;
  clear(): Promise<void>;
  /** Tells when another tab changed it. */
  watch?(listener: () => void): Unsubscribe;
}

/** Keeps tokens as long as the program or the page is there. */
export const memoryTokenStore = (): TokenStore => {
  let kept: StoredTokens | undefined;
  return {
    load: async () => kept,
    save: async (tokens) => {
      kept = tokens;
    },
    clear: async () => {
      kept = undefined;
    },
  };
};
