import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { type DeliverDeps, deliverAtOnce, type Notice } from '../domain/delivery/deliver.ts';
import { logger, metrics } from './observability.ts';

/**
 * Tries the fast path. What was committed stays committed whatever becomes of it: what it leaves unmarked, the durable
 * path delivers. So a failure here is measured, and is nobody's error.
 */
export const fastPath =
  (deps: DeliverDeps) =>
  async (notice: Notice): Promise<void> => {
    try {
      await deliverAtOnce(deps, notice);
    } catch (error) {
      metrics.addMetric('FastPathFailures', MetricUnit.Count, 1);
      logger.warn('fast path failed; the durable path delivers', { notice: notice.id, error: error as Error });
    }
  };
