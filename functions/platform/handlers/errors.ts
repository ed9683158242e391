import { ChatError, Unavailable } from '../../domain/errors.ts';
import { logger } from '../observability.ts';

class Internal extends ChatError {
  constructor(cause: unknown) {
    super('INTERNAL', 'cannot do this; something went wrong here', { cause });
  }
}

/** Errors of AWS calls that pass by themselves, by the SDK's names. */
const passing = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
]);

/**
 * What the caller is told of an error, and logs it: a ChatError as it is; a passing fault of a service as retryable;
 * anything else without detail, since it may carry what is nobody's business.
 */
export const toldError = (error: unknown): ChatError => {
  const told =
    error instanceof ChatError
      ? error
      : error instanceof Error && passing.has(error.name)
        ? new Unavailable('cannot do this now; a service behind it does not answer', { cause: error })
        : new Internal(error);
  if (told.code === 'INTERNAL') logger.error('request failed', { error: error as Error });
  else
    logger.info('request refused', { code: told.code, reason: told.message, error: told.cause as Error | undefined });
  return told;
};
