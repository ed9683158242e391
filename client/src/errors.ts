import type { ErrorFrame, Message, Problem } from './wire.ts';

/**
 * What kind of error it is: a word of the server's, or one of the client's own. NO_ANSWER: nobody knows whether it was
 * done, and the same may be tried again; SESSION_ENDED: nobody is signed in, or not who asked; DISCARDED: a message was
 * thrown away before it was acknowledged.
 */
export type ErrorCode = ErrorFrame['code'] | 'NO_ANSWER' | 'SESSION_ENDED' | 'DISCARDED';

/** What is known of an error. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** Whether the same may succeed later. */
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The fields that were refused. */
  readonly errors?: Problem['errors'];
  readonly correlationId?: string | undefined;
  /** With STALE_REVISION: the message as it is. */
  readonly current?: Message | undefined;
}

/** Every error that the client throws on purpose. */
export class ChatError extends Error implements ErrorFacts {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly errors: Problem['errors'];
  readonly correlationId: string | undefined;
  readonly current: Message | undefined;

  constructor(message: string, facts: ErrorFacts, options?: ErrorOptions) {
    super(message, options);
    this.code = facts.code;
    this.status = facts.status;
    this.retryable = facts.retryable ?? passing.has(facts.code);
    this.retryAfterMs = facts.retryAfterMs;
    this.errors = facts.errors;
    this.correlationId = facts.correlationId;
    this.current = facts.current;
  }
}

const passing: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE', 'NO_ANSWER']);

/** Whether an error says that the same may succeed later. What is no error of the client's never does. */
export const isRetryable = (error: unknown): error is ChatError => error instanceof ChatError && error.retryable;

/** Nobody is signed in, or not who asked any more. */
export const sessionEnded = (): ChatError =>
  new ChatError('cannot go on; the session has ended', { code: 'SESSION_ENDED' });
