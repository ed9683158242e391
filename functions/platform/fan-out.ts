import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { deliverUnmarked, type Notice } from '../domain/delivery/deliver.ts';
import { dynamoClient } from './clients.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { logger, metrics } from './observability.ts';

/** The durable path: pushes the notices that the fast path left unmarked, and measures how late it is. */
export const fanOut = () => {
  const deps = deliveryDeps(dynamoClient());
  return async (notice: Notice, committedAt: string): Promise<void> => {
    const { outcome, connections } = await deliverUnmarked(deps, notice);
    const lagMs = Date.now() - Date.parse(committedAt);
    const { key, id } = notice;
    logger.info('fanned out', { conversationId: key.conversationId, notice: id, outcome, connections, lagMs });
    metrics.addMetric('DeliveryLag', MetricUnit.Milliseconds, lagMs);
    if (outcome === 'delivered') metrics.addMetric('Audience', MetricUnit.Count, connections);
    metrics.addMetric(outcome === 'delivered' ? 'DurableDeliveries' : 'DeliveredBefore', MetricUnit.Count, 1);
  };
};
