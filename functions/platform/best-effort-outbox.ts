import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Outbox } from '../domain/outbox.ts';
import { eventBridgeClient } from './clients.ts';
import { environment } from './environment.ts';
import { EventPublisher } from './event-publisher.ts';
import { logger, metrics } from './observability.ts';

/** What waits for an answer gains nothing by one that takes longer. */
const bestEffortMs = 1_000;

/** A way onto the bus for what may be lost: a bus that does not answer in time holds up nobody, and is counted. */
export const bestEffortOutbox = (): Outbox => {
  const publisher = new EventPublisher(eventBridgeClient(), environment('EVENT_BUS'));
  return {
    publish: async (event) => {
      try {
        await publisher.publish(event, { abortSignal: AbortSignal.timeout(bestEffortMs) });
      } catch (error) {
        logger.warn(`could not publish ${event.type}`, { error: error as Error });
        metrics.addMetric('UnpublishedEvents', MetricUnit.Count, 1);
      }
    },
  };
};
