import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

/** JSON lines with the function, the request and the correlation id. Never a token, a password or a message's text. */
export const logger = new Logger();

/** Embedded metrics, one document an invocation. */
export const metrics = new Metrics();

/** X-Ray segments of handlers and AWS calls. */
export const tracer = new Tracer();
