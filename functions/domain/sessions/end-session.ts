import type { SessionId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import type { Sessions } from './sessions.ts';

/**
 * Ends one of the caller's sessions.
 *
 * @throws NotFound the caller has no such session
 */
export const endSession = async (
  sessions: Pick<Sessions, 'find' | 'revoke'>,
  { caller, sessionId }: { readonly caller: Caller; readonly sessionId: SessionId },
): Promise<void> => {
  const session = await sessions.find({ ...caller, sessionId });
  if (session === undefined) throw new NotFound('session');
  await sessions.revoke(session);
};
