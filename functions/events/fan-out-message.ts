import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { deliverUnmarked } from '../domain/delivery/deliver-message.ts';
import { dynamoClient } from '../platform/clients.ts';
import { deliveryDeps } from '../platform/delivery-deps.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { logger, metrics } from '../platform/observability.ts';

const deps = deliveryDeps(dynamoClient());

/** The durable path: pushes the messages that the fast path left unmarked. */
export const handler = busConsumer('message.created', async ({ tenantId, message }) => {
  const outcome = await deliverUnmarked(deps, { tenantId, message });
  const lagMs = Date.now() - Date.parse(message.timestamp);
  logger.info('message fanned out', { messageId: message.id, outcome, lagMs });
  metrics.addMetric('DeliveryLag', MetricUnit.Milliseconds, lagMs);
  metrics.addMetric(outcome === 'delivered' ? 'DurableDeliveries' : 'DeliveredBefore', MetricUnit.Count, 1);
});
