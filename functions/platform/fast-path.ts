import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { deliverAtOnce, type FastPathDeps, type Notice } from '../domain/delivery/deliver.ts';
import { deliverMessagesAtOnce } from '../domain/delivery/deliver-messages.ts';
import type { Committed } from '../domain/messages/combine.ts';
import type { ConversationKey } from '../domain/messages/message-log.ts';
import { logger, metrics } from './observability.ts';

/**
 * Tries the fast path. What was committed stays committed whatever becomes of it: what it leaves unmarked, the durable
 * path delivers. So a failure here is measured, and is nobody's error.
 */
const attempt = async (notice: string, deliver: () => Promise<void>): Promise<void> => {
  try {
    await deliver();
  } catch (error) {
    metrics.addMetric('FastPathFailures', MetricUnit.Count, 1);
    logger.warn('fast path failed; the durable path delivers', { notice, error: error as Error });
  }
};

/** The fast path of one notice. */
export const fastPath =
  (deps: FastPathDeps) =>
  (notice: Notice): Promise<void> =>
    attempt(notice.id, () => deliverAtOnce(deps, notice));

/** The fast path of new messages, one or those that were committed together. */
export const messageFastPath =
  (deps: FastPathDeps) =>
  (key: ConversationKey, committed: readonly Committed[]): Promise<void> => {
    const numbers = committed.map(({ message }) => message.sequenceNumber);
    return attempt(`messages ${numbers.join(', ')}`, () => deliverMessagesAtOnce(deps, key, committed));
  };
