import type { Caller } from '../caller.ts';
import type { SessionKey } from '../sessions/refresh-token.ts';
import type { LoginName } from '../users/users.ts';
import type { BucketRule } from './token-bucket.ts';

/**
 * What is limited, and whom: a person, one of a person's devices, the address of who is not signed in, or a login name,
 * whoever has it.
 */
export type LimitedAction =
  | {
      readonly action:
        | 'send'
        | 'search'
        | 'upload'
        | 'change'
        | 'typing'
        | 'presence'
        | 'ws-token'
        | 'connect'
        | 'password'
        | 'invite';
      readonly caller: Pick<Caller, 'tenantId' | 'userId'>;
    }
  | { readonly action: 'frames'; readonly session: SessionKey }
  | { readonly action: 'register' | 'refresh' | 'ask-for-code' | 'show-code'; readonly address: string }
  | { readonly action: 'get-code' | 'try-code'; readonly name: LoginName };

/** Buckets of tokens, shared by all functions. */
export interface Buckets {
  /**
   * Takes so many tokens, all or none; how long it takes until they are there, in ms, where they are not. 0: taken.
   *
   * @param tokens 1 when left out, and no more than the bucket holds
   */
  take(limited: LimitedAction, rule: BucketRule, nowMs: number, tokens?: number): Promise<number>;
}
