import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { inspectRecent } from '../domain/inspection/inspect-recent.ts';
import { dynamoClient, eventBridgeClient, sqsClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { EventPublisher } from '../platform/event-publisher.ts';
import { scheduledTask } from '../platform/handlers/scheduled-task.ts';
import { inspectionDeps } from '../platform/inspection-deps.ts';
import { logger, metrics } from '../platform/observability.ts';
import { searchAddress, searchIndexAt } from '../platform/search/search-deps.ts';
import { SqsIndexQueue } from '../platform/search/sqs-index-queue.ts';

// A collection that has gone to sleep would be woken again and again: `make inspect` alone looks into one.
const address = searchAddress();
const isCompared = address !== undefined && address.service !== 'aoss';
const deps = inspectionDeps({
  client: dynamoClient(),
  chatTable: environment('CHAT_TABLE'),
  liveTable: environment('LIVE_TABLE'),
  outbox: new EventPublisher(eventBridgeClient(), environment('EVENT_BUS')),
  search: isCompared
    ? { index: searchIndexAt(address), queue: new SqsIndexQueue(sqsClient(), environment('INDEX_QUEUE_URL')) }
    : undefined,
});

/** Compares what was committed lately with what was told of it, and repairs what is missing. */
export const handler = scheduledTask(async ({ endAtMs }) => {
  let [compared, unlike] = [0, 0];
  const onCompared: NonNullable<typeof deps.search>['onCompared'] = (one) => {
    compared += one.compared;
    unlike += one.unlike;
  };
  const { conversations, findings, isComplete, passAgeMs } = await inspectRecent(
    { ...deps, search: deps.search && { ...deps.search, onCompared } },
    endAtMs,
  );
  const unrepaired = findings.filter(({ outcome }) => outcome === 'unrepaired');
  for (const finding of findings) {
    if (finding.outcome === 'repaired') logger.warn('inspection repaired', { ...finding });
    else if (finding.outcome === 'overtaken') logger.info('inspection leaves to the next', { ...finding });
    else logger.error('inspection found what it can not repair', { ...finding });
  }
  logger.info('inspected', { conversations, findings: findings.length, isComplete });
  if (compared > 0) metrics.addMetric('IndexCompleteness', MetricUnit.Percent, (100 * (compared - unlike)) / compared);
  // Not when there is none: a metric costs for as long as it is sent.
  const repaired = findings.filter(({ outcome }) => outcome === 'repaired').length;
  if (repaired > 0) metrics.addMetric('InspectionRepaired', MetricUnit.Count, repaired);
  if (!isComplete) metrics.addMetric('InspectionPassAge', MetricUnit.Seconds, passAgeMs / 1000);
  if (unrepaired.length > 0) metrics.addMetric('InspectionUnrepaired', MetricUnit.Count, unrepaired.length);
});
