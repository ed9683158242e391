import type { Connection, Connections, ConnectionsChanged } from '../domain/connections/connections.ts';
import { announcePresence } from '../domain/presence/announce-presence.ts';
import { tellingDeps } from './live-deps.ts';
import { logger } from './observability.ts';

/**
 * Changes a person's connections, and tells those who look when their presence changed by it. That nobody could be told
 * is no reason to refuse a connection: whoever looks next sees how it is.
 */
export const presenceAnnouncer = () => {
  const deps = tellingDeps();
  return async (
    connection: Connection,
    change: (connections: Connections) => Promise<ConnectionsChanged>,
  ): Promise<void> => {
    const changed = await change(deps.connections);
    await announcePresence(deps, connection, changed).catch((error: unknown) =>
      logger.warn('presence was not told to all', { error: error as Error }),
    );
  };
};
