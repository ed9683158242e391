import { type ErrorCode, errorCodes } from '../contract/error-codes.ts';
import type { Message } from '../contract/messages.ts';

/** A refused field: its path with dots, and what it must be. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ChatErrorOptions {
  readonly cause?: unknown;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
}

const fieldsTold = 3;
/** Characters of a field's path, which is as long as whoever sent it liked. */
const pathTold = 100;

/**
 * The base of every error that a caller is told about. The message says what could not be done and why, in lower case,
 * and never carries a user's text, a token or a key.
 */
export abstract class ChatError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.errors = options.errors;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The message and, as far as they are few and short, the fields that are refused: for the caller, and no log. */
  get detail(): string {
    const told = (this.errors ?? [])
      .slice(0, fieldsTold)
      .map(({ path, message }) => `${path.length > pathTold ? `${path.slice(0, pathTold)}…` : path} ${message}`.trim());
    return [this.message, told.join('; ')].filter((part) => part !== '').join(': ');
  }

  /** Whether the very same request may succeed later. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** The request breaks a rule of the contract; `errors` names the fields. */
export class Invalid extends ChatError {
  constructor(errors: readonly FieldError[], message = 'cannot read the request; fields are not valid') {
    super('VALIDATION_FAILED', message, { errors });
  }
}

/** No identity, or one that is no longer good. */
export class Unauthenticated extends ChatError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

/** The name and the password do not belong together; says nothing of which was wrong. */
export class InvalidCredentials extends ChatError {
  constructor(message = 'cannot log in; the name and the password do not match') {
    super('INVALID_CREDENTIALS', message);
  }
}

/** The caller may know of it but may not do it. */
export class Forbidden extends ChatError {
  constructor(message: string) {
    super('FORBIDDEN', message);
  }
}

/** It does not exist, or the caller may not know that it does. */
export class NotFound extends ChatError {
  constructor(thing: string) {
    super('NOT_FOUND', `cannot find ${thing}`);
  }
}

/** Somebody has it already. */
export class AlreadyExists extends ChatError {
  constructor(path: string, message: string) {
    super('ALREADY_EXISTS', message, { errors: [{ path, message: 'is taken' }] });
  }
}

/** An edit was made on a revision that is no longer the last; `current` is the message as it is. */
export class StaleRevision extends ChatError {
  readonly current: Message;

  constructor(current: Message) {
    super('STALE_REVISION', 'cannot edit message; it has another revision by now');
    this.current = current;
  }
}

/** What a limit allows: so many in a window. */
export interface LimitPolicy {
  /** Letters and hyphens. */
  readonly name: string;
  readonly quota: number;
  readonly windowMs: number;
}

/** More often than a limit allows; nothing was done. */
export class RateLimited extends ChatError {
  readonly policy: LimitPolicy;

  constructor(message: string, { retryAfterMs, policy }: { retryAfterMs: number; policy: LimitPolicy }) {
    super('RATE_LIMITED', message, { retryAfterMs: Math.ceil(retryAfterMs) });
    this.policy = policy;
  }
}

/** There are as many of it as there may be. */
export class QuotaExceeded extends ChatError {
  constructor(message: string) {
    super('QUOTA_EXCEEDED', message);
  }
}

/** More than a frame or a body may carry. */
export class TooLarge extends ChatError {
  constructor(message: string) {
    super('TOO_LARGE', message);
  }
}

/** It could not be done now, and nothing was changed that a retry would double. */
export class Unavailable extends ChatError {
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super('UNAVAILABLE', message, options);
  }
}
