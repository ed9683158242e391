import { systemClock } from '../domain/clock.ts';
import type { Connection } from '../domain/connections/connections.ts';
import { requireLiveLease } from '../domain/connections/require-live-lease.ts';
import { dynamoClient } from './clients.ts';
import { environment } from './environment.ts';
import { ConnectionRepository } from './repositories/connection-repository.ts';

/** Lets a connection act only while a token of its own is good. */
export const liveLease = () => {
  const deps = {
    connections: new ConnectionRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock),
    clock: systemClock,
  };
  return (connection: Connection): Promise<void> => requireLiveLease(deps, connection);
};
