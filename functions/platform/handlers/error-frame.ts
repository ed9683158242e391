import type { ErrorFrame } from '../../contract/websocket-actions.ts';
import { type ChatError, StaleRevision } from '../../domain/errors.ts';

/** An error as a frame tells it; under the requestId of the frame that it answers, if there is one. */
export const errorFrame = (error: ChatError, requestId: string | undefined): ErrorFrame => ({
  type: 'error',
  ...(requestId !== undefined && { requestId }),
  code: error.code,
  detail: error.detail,
  retryable: error.retryable,
  ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  ...(error.errors && { errors: [...error.errors] }),
  ...(error instanceof StaleRevision && { current: error.current }),
});
