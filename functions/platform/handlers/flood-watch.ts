import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Connection } from '../../domain/connections/connections.ts';
import { RateLimited } from '../../domain/errors.ts';
import { countFrame } from '../../domain/limits/count-frame.ts';
import { bucketDeps } from '../bucket-deps.ts';
import { connectionsClient } from '../clients.ts';
import { ApiGatewayConnectionGateway } from '../connection-gateway.ts';
import { environment } from '../environment.ts';
import { logger, metrics } from '../observability.ts';
import { errorFrame } from './error-frame.ts';

/**
 * Counts the frames of connections, and closes the one whose device floods, after telling it why. It never keeps a frame
 * from being answered, nor fails one: where it can't count, it lets the frame pass.
 */
export const floodWatch = () => {
  const deps = { ...bucketDeps(), random: Math.random };
  const gateway = new ApiGatewayConnectionGateway(connectionsClient(environment('CONNECTIONS_ENDPOINT')));
  return async (connection: Connection): Promise<void> => {
    const { connectionId } = connection;
    try {
      await countFrame(deps, connection);
    } catch (error) {
      if (!(error instanceof RateLimited)) {
        logger.warn('frame not counted', { error: error as Error });
        return;
      }
      metrics.addMetric('FloodingConnections', MetricUnit.Count, 1);
      await gateway.post(connectionId, errorFrame(error, undefined));
      await gateway.close(connectionId).catch((failure: Error) => {
        logger.warn('flooding connection not closed', { connectionId, error: failure });
      });
    }
  };
};
