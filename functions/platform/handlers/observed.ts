import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger, metrics, tracer } from '../observability.ts';

/** A Lambda handler with logs, traces and metrics around it; every factory builds on it. */
export const observed = <Event, Result>(handle: (event: Event, context: Context) => Promise<Result>) =>
  middy<Event, Result, Error, Context>()
    // Answers hold users' data: they do not go into traces.
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { captureColdStartMetric: true }))
    .handler(handle);
