import pMap from 'p-map';
import type { Connections } from '../connections/connections.ts';
import type { Sockets } from '../connections/sockets.ts';
import { fastPathTries } from '../delivery/deliver.ts';
import { type PostDeps, postToAll } from '../delivery/post-to-all.ts';
import { Unavailable } from '../errors.ts';
import type { SessionKey } from './refresh-token.ts';

/** What closing a session's sockets needs. */
export interface CloseSocketsDeps extends PostDeps {
  readonly connections: Pick<Connections, 'ofUsers' | 'end'>;
  readonly sockets: Pick<Sockets, 'close'>;
}

const closedAtOnce = 25;

/**
 * Tells a session's connections that it has ended, and closes them. They are forgotten by their disconnecting, or by
 * the sweep where that does not come about, which also tells of the person's presence. Running it twice closes what the
 * first left.
 *
 * @throws Unavailable some may still be open, or open only now
 */
export const closeSockets = async (
  deps: CloseSocketsDeps,
  { tenantId, userId, sessionId }: SessionKey,
): Promise<void> => {
  const own = (await deps.connections.ofUsers(tenantId, [userId])).filter((one) => one.sessionId === sessionId);
  // Closed all the same where it is not told: what it may see must not wait for long.
  const { failed, gone } = await postToAll(deps, own, () => [{ type: 'session.revoked' }], { tries: fastPathTries });
  const closed = await pMap(
    own.filter((one) => !gone.includes(one)),
    ({ connectionId }) =>
      deps.sockets.close(connectionId).then(
        () => true,
        () => false,
      ),
    { concurrency: closedAtOnce },
  );
  const open = closed.filter((done) => !done).length;
  if (failed.length + open > 0) {
    throw new Unavailable(`cannot close sockets; ${failed.length} were not told, ${open} not closed`);
  }
};
