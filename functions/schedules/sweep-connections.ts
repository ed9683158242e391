import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { sweepConnections } from '../domain/connections/sweep-connections.ts';
import { Unavailable } from '../domain/errors.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { scheduledTask } from '../platform/handlers/scheduled-task.ts';
import { tellingDeps } from '../platform/live-deps.ts';
import { logger, metrics } from '../platform/observability.ts';
import { SweepEntryRepository } from '../platform/repositories/sweep-entry-repository.ts';

const telling = tellingDeps();
const deps = {
  ...telling,
  sockets: telling.gateway,
  entries: new SweepEntryRepository(dynamoClient(), environment('LIVE_TABLE')),
};

/** Ends what ended in silence: leases, and connections whose socket is gone. */
export const handler = scheduledTask(async (times) => {
  const { visited, ended, stale, failures, complete } = await sweepConnections(deps, times);
  if (visited > 0) {
    metrics.addMetric('ConnectionsSwept', MetricUnit.Count, visited);
    metrics.addMetric('LeasesEnded', MetricUnit.Count, ended);
    metrics.addMetric('StaleConnections', MetricUnit.Count, stale);
    metrics.addMetric('SweepsUnfinished', MetricUnit.Count, complete ? 0 : 1);
    logger.info('swept', { visited, ended, stale, failed: failures.length, complete });
  }
  if (failures.length > 0) {
    throw new Unavailable(`cannot sweep all; ${failures.length} of ${visited} visits failed`, { cause: failures[0] });
  }
});
