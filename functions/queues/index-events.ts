import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { SearchEvent } from '../contract/queue-messages.ts';
import { systemClock } from '../domain/clock.ts';
import { indexEvents } from '../domain/search/index-events.ts';
import type { IndexOutcome } from '../domain/search/search-index.ts';
import { dynamoClient, sqsClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { patientQueueConsumer } from '../platform/handlers/patient-queue-consumer.ts';
import { logger, metrics } from '../platform/observability.ts';
import { IndexSourceRepository } from '../platform/repositories/index-source-repository.ts';
import { searchAddress, searchIndexAt } from '../platform/search/search-deps.ts';
import { withinTenant } from '../platform/tenant-fence.ts';

const address = searchAddress();
if (address === undefined) throw new Error('cannot start; there is no search to index for');
const deps = {
  source: new IndexSourceRepository(dynamoClient(), environment('CHAT_TABLE')),
  index: searchIndexAt(address),
  clock: systemClock,
};
const queue = {
  client: sqsClient(),
  queueUrl: environment('INDEX_QUEUE_URL'),
  deadLetterQueueUrl: environment('INDEX_DEAD_LETTER_QUEUE_URL'),
};

const committedAt = ({ 'detail-type': type, detail }: SearchEvent): string => {
  if (type === 'message.created') return detail.message.timestamp;
  return type === 'conversation.changed' ? detail.change.timestamp : detail.timestamp;
};

/** Has found by search what was committed. */
export const handler = patientQueueConsumer(SearchEvent, queue, async (events, { endAtMs }) => {
  const outcomes = new Map<SearchEvent, IndexOutcome>();
  for (const [tenantId, own] of Map.groupBy(events, ({ detail }) => detail.tenantId)) {
    const became = await withinTenant(tenantId, () => indexEvents(deps, own, endAtMs));
    for (const [at, event] of own.entries()) outcomes.set(event, became[at] ?? 'failed');
  }
  const done = events.filter((event) => outcomes.get(event) === 'done');
  logger.info('indexed', { events: events.length, done: done.length });
  if (done.length > 0) {
    const oldest = Math.min(...done.map((event) => Date.parse(committedAt(event))));
    metrics.addMetric('IndexLag', MetricUnit.Milliseconds, Math.max(0, Date.now() - oldest));
    metrics.addMetric('IndexedEvents', MetricUnit.Count, done.length);
  }
  if (done.length < events.length) {
    metrics.addMetric('UnindexedEvents', MetricUnit.Count, events.length - done.length);
  }
  return events.map((event) => outcomes.get(event) ?? 'failed');
});
