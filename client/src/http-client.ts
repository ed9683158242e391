import { ChatError, type ErrorCode, sessionEnded } from './errors.ts';
import type { Runtime } from './runtime.ts';
import type { Problem } from './wire.ts';

/** How long an answer may take. */
const answerMs = 15_000;

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One HTTP request below /api/v1. */
export interface HttpRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, its parts encoded. */
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Who the requests come from. */
export interface Bearer {
  /** Which login it is: what is under way for one is nothing to the next. */
  readonly login: number;
  /** A token that is in force. */
  accessToken(signal?: AbortSignal): Promise<string>;
  /** A token instead of one that was refused. */
  renewedToken(refused: string): Promise<string>;
}

/** What API Gateway says with a status and a body of its own. */
const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  413: 'TOO_LARGE',
  429: 'RATE_LIMITED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

const errorOf = (status: number, headers: Headers, body: Partial<Problem> | undefined): ChatError => {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
  const code = body?.code ?? codesByStatus[status] ?? 'INTERNAL';
  return new ChatError(body?.detail ?? `cannot go on; the server answered ${status}`, {
    code,
    status,
    retryAfterMs: Number.isFinite(retryAfter) ? 1000 * retryAfter : undefined,
    errors: body?.errors,
    correlationId: body?.correlationId ?? headers.get('x-correlation-id') ?? undefined,
    current: body?.current,
  });
};

const queryString = (query: object): string => {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)]))}`;
};

const jsonOf = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // What stands before the API may answer in its own words; the status then says what it is.
    return undefined;
  }
};

/** Calls the HTTP API. Errors are ChatErrors; an aborted signal rejects with its reason. */
export class HttpClient {
  readonly #runtime: Runtime;
  readonly #base: string;

  constructor(runtime: Runtime, url: string) {
    this.#runtime = runtime;
    this.#base = `${url.replace(/\/+$/, '')}/api/v1`;
  }

  /** The URL of a path below /api/v1. */
  urlOf(path: string): string {
    return this.#base + path;
  }

  /** Calls as nobody. */
  async call<Answer>(request: HttpRequest): Promise<Answer> {
    const { method, path, query = {}, body, headers, signal, timeoutMs = answerMs } = request;
    signal?.throwIfAborted();
    const own = new AbortController();
    const abort = () => own.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const cancel = this.#runtime.after(timeoutMs, abort);
    let response: Response;
    let text: string;
    try {
      response = await this.#runtime.fetch(this.urlOf(path) + queryString(query), {
        method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: own.signal,
      });
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ChatError(`cannot reach the server; ${method} ${path} got no answer`, { code: 'NO_ANSWER' }, { cause });
    } finally {
      cancel();
      signal?.removeEventListener('abort', abort);
    }
    const answer = jsonOf(text);
    if (response.ok) return answer as Answer;
    throw errorOf(response.status, response.headers, answer as Partial<Problem> | undefined);
  }

  /**
   * Calls as who is signed in. A token that is refused is renewed once.
   *
   * @throws ChatError SESSION_ENDED nobody is signed in, or not who asked any more: whoever is gets no answer of theirs
   */
  async callAs<Answer>(bearer: Bearer, request: HttpRequest): Promise<Answer> {
    const { login } = bearer;
    const goOn = () => {
      if (bearer.login !== login) throw sessionEnded();
    };
    const withToken = async (value: string) => {
      goOn();
      try {
        return await this.call<Answer>({
          ...request,
          headers: { ...request.headers, authorization: `Bearer ${value}` },
        });
      } finally {
        goOn();
      }
    };
    const token = await bearer.accessToken(request.signal);
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'UNAUTHENTICATED')) throw error;
      return withToken(await bearer.renewedToken(token));
    }
  }
}
