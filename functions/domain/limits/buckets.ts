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
  /** Takes a token; how long it takes until there is one, in ms, where there is none. 0: taken. */
  take(limited: LimitedAction, rule: BucketRule, nowMs: number): Promise<number>;
}
