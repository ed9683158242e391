import type { Session } from '../../contract/sessions.ts';
import type { Caller } from '../caller.ts';
import type { Sessions } from './sessions.ts';

/** A page of the caller's sessions. The cursor is the last one's id, which tells nothing that the page did not. */
export const listSessions = async (
  sessions: Pick<Sessions, 'list'>,
  { caller, limit, cursor }: { readonly caller: Caller; readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: readonly Session[]; nextCursor: string | null }> => {
  const found = await sessions.list(caller, { limit: limit + 1, afterSessionId: cursor });
  const page = found.slice(0, limit);
  return {
    items: page.map(({ sessionId, deviceId, deviceName, createdAt, lastUsedAt }) => ({
      id: sessionId,
      deviceId,
      deviceName: deviceName ?? null,
      createdAt,
      lastUsedAt,
      current: sessionId === caller.sessionId,
    })),
    nextCursor: found.length > limit ? (page.at(-1)?.sessionId ?? null) : null,
  };
};
