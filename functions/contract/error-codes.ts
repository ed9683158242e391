/**
 * Every error code of the contract, with the HTTP status that carries it and whether the same request may succeed
 * later. WebSocket error frames carry the same codes.
 */
export const errorCodes = {
  VALIDATION_FAILED: { status: 400, retryable: false, title: 'The request is not valid' },
  UNAUTHENTICATED: { status: 401, retryable: false, title: 'No valid identity' },
  INVALID_CREDENTIALS: { status: 401, retryable: false, title: 'The name and the password do not match' },
  FORBIDDEN: { status: 403, retryable: false, title: 'Not allowed' },
  NOT_FOUND: { status: 404, retryable: false, title: 'Not found' },
  ALREADY_EXISTS: { status: 409, retryable: false, title: 'Already there' },
  STALE_REVISION: { status: 409, retryable: false, title: 'It has changed since' },
  RATE_LIMITED: { status: 429, retryable: true, title: 'Too many for now' },
  QUOTA_EXCEEDED: { status: 403, retryable: false, title: 'More than there may be' },
  TOO_LARGE: { status: 413, retryable: false, title: 'Too large' },
  INTERNAL: { status: 500, retryable: true, title: 'Something went wrong here' },
  UNAVAILABLE: { status: 503, retryable: true, title: 'Not available at the moment' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

/** A stable upper-case word that says what kind of error an answer is. */
export type ErrorCode = keyof typeof errorCodes;
