import type { SessionId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { NotFound } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { endingEntry } from './session-entries.ts';
import type { Sessions } from './sessions.ts';

/**
 * Ends one of the caller's sessions.
 *
 * @throws NotFound the caller has no such session
 */
export const endSession = async (
  { sessions, clock }: { readonly sessions: Pick<Sessions, 'find' | 'revoke'>; readonly clock: Clock },
  {
    caller,
    sessionId,
    origin,
  }: { readonly caller: Caller; readonly sessionId: SessionId; readonly origin: RequestOrigin },
): Promise<void> => {
  const session = await sessions.find({ ...caller, sessionId });
  if (session === undefined) throw new NotFound('session');
  await sessions.revoke(session, endingEntry(session, 'session.revoked', origin, { clock }));
};
