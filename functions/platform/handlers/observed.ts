import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger, metrics, tracer } from '../observability.ts';
import { measurePosts } from '../post-counts.ts';

// Not Powertools' own middleware: it logs a warning for each invocation that measured nothing.
const publishMetrics = () => {
  measurePosts();
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};
const withMetrics = {
  before: ({ context }: { context: Context }) => metrics.captureColdStartMetric(context.functionName),
  after: publishMetrics,
  onError: publishMetrics,
};

/** Before a function's time is over, in ms: enough for an answer to get out. */
const earlyMs = 200;

/**
 * A Lambda handler with logs, traces and metrics around it; every factory builds on it. `late` is the answer where the
 * function's time is about to end; left out, the invocation fails then.
 */
export const observed = <Event, Result>(
  handle: (event: Event, context: Context) => Promise<Result>,
  { late }: { readonly late?: () => Result } = {},
) =>
  middy<Event, Result, Error, Context>(late && { timeoutEarlyInMillis: earlyMs, timeoutEarlyResponse: late })
    // Answers hold users' data: they do not go into traces.
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(withMetrics)
    .handler(handle);
