import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { systemClock } from '../domain/clock.ts';
import type { Connection } from '../domain/connections/connections.ts';
import { QuotaExceeded, RateLimited } from '../domain/errors.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { lifecycleRoute } from '../platform/handlers/websocket-route.ts';
import { offeredSubProtocols, subProtocol } from '../platform/handshake.ts';
import { logger, metrics } from '../platform/observability.ts';
import { presenceAnnouncer } from '../platform/presence-announcer.ts';
import { DenialRepository } from '../platform/repositories/denial-repository.ts';
import { SweepEntryRepository } from '../platform/repositories/sweep-entry-repository.ts';

const withPresence = presenceAnnouncer();
const client = dynamoClient();
const sweepEntries = new SweepEntryRepository(client, environment('LIVE_TABLE'));
const buckets = bucketDeps(client);
const denials = new DenialRepository(client, environment('LIVE_TABLE'), systemClock);

/**
 * Registers a connection that the authorizer let in. Its session may have ended since the authorizer looked: whoever
 * ends one looks for its connections after that, so either they find this one, or this finds that it has ended. A ticket
 * opens any number of connections in its hour, so that their coming is limited here, and their going with it.
 */
const register = async (connection: Connection): Promise<{ readonly statusCode: 200 | 401 }> => {
  await takeToken(buckets, { action: 'connect', caller: connection });
  // First, so that no connection is known that the sweep does not come by.
  await sweepEntries.add(connection);
  await withPresence(connection, (connections) => connections.put(connection));
  if (!(await denials.has(connection))) return { statusCode: 200 };
  const { tenantId, userId, connectionId } = connection;
  await withPresence(connection, (connections) => connections.remove(tenantId, userId, connectionId));
  return { statusCode: 401 };
};

/** Registers a connection, or refuses it where its person has too many for now: nobody was told of it. */
const registerWithinLimits = async (connection: Connection): Promise<{ readonly statusCode: 200 | 401 | 429 }> => {
  try {
    return await register(connection);
  } catch (error) {
    if (!(error instanceof RateLimited || error instanceof QuotaExceeded)) throw error;
    const { tenantId, userId } = connection;
    logger.info('handshake refused', { tenantId, userId, reason: error.message });
    metrics.addMetric('RefusedConnections', MetricUnit.Count, 1);
    return { statusCode: 429 };
  }
};

/** Registers a connection. Browsers want the sub-protocol that they offered echoed. */
export const handler = lifecycleRoute(async (connection, { headers = {} }) => {
  const { statusCode } = await registerWithinLimits(connection);
  const offered = offeredSubProtocols(headers).includes(subProtocol);
  const isEchoed = statusCode === 200 && offered;
  return { statusCode, ...(isEchoed && { headers: { 'Sec-WebSocket-Protocol': subProtocol } }) };
});
