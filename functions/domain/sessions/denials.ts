import type { Caller } from '../caller.ts';

/** Whose requests are refused, although their tokens are good: a session that ended, a person, a whole tenant. */
export interface Denials {
  /** Whether the session (where one is named), the person or the tenant is denied. */
  has(who: Omit<Caller, 'sessionId'> & Partial<Pick<Caller, 'sessionId'>>): Promise<boolean>;
}
