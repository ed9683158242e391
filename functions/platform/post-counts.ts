import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PostOutcome } from '../domain/delivery/connection-gateway.ts';
import { metrics } from './observability.ts';

const counted = { Posts: 0, ThrottledPosts: 0, RefusedPosts: 0 };

/** Counts a request to the @connections API. One sum an invocation: a metric holds no more than 100 values. */
export const countPost = (outcome: PostOutcome): void => {
  counted.Posts += 1;
  if (outcome === 'throttled') counted.ThrottledPosts += 1;
  if (outcome === 'refused') counted.RefusedPosts += 1;
};

/** Adds what was counted since the last time to the invocation's metrics. */
export const measurePosts = (): void => {
  for (const [name, count] of Object.entries(counted)) {
    if (count > 0) metrics.addMetric(name, MetricUnit.Count, count);
  }
  Object.assign(counted, { Posts: 0, ThrottledPosts: 0, RefusedPosts: 0 });
};
