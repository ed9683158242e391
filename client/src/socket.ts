import { Emitter } from './emitter.ts';
import { ChatError, type ErrorFacts } from './errors.ts';
import type { Runtime, SocketLike } from './runtime.ts';
import type { Actions, ErrorFrame, ServerEvent } from './wire.ts';

/** API Gateway closes the connection above this; bytes of UTF-8. */
const maxFrameBytes = 32 * 1024;
const answerMs = 10_000;
const handshakeMs = 15_000;

/** The fields of an action beside its name and the id of the request. */
export type FieldsOf<Action extends keyof Actions> = Omit<Actions[Action]['frame'], 'action' | 'requestId'>;

/** How an action is asked. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

interface SocketEvents {
  readonly event: ServerEvent;
  readonly closed: { readonly code: number | undefined };
}

interface Waiting {
  resolve(frame: never): void;
  reject(error: unknown): void;
}

type Frame =
  | { readonly type: 'batch'; readonly events: readonly ServerEvent[] }
  | { readonly type: 'ack' | 'pong' | 'authenticated'; readonly requestId?: string }
  | ErrorFrame
  | ServerEvent;

const noAnswer = (action: string, why: string): ChatError =>
  new ChatError(`cannot tell whether ${action} was done; ${why}`, { code: 'NO_ANSWER' });

/** One WebSocket: actions with their answers, and what the server sends on its own. */
export class Socket extends Emitter<SocketEvents> {
  readonly #runtime: Runtime;
  readonly #socket: SocketLike;
  readonly #waiting = new Map<string, Waiting>();
  #requests = 0;
  #isOpen = true;
  readonly openedMs: number;
  /** When something was last sent or heard. */
  activeMs: number;
  /** When something was last heard. */
  heardMs: number;

  private constructor(runtime: Runtime, socket: SocketLike) {
    super();
    this.#runtime = runtime;
    this.#socket = socket;
    this.openedMs = this.activeMs = this.heardMs = runtime.now();
    socket.onmessage = ({ data }: { readonly data: unknown }) => this.#take(String(data));
    socket.onclose = ({ code }: { readonly code?: number }) => this.#closed(code);
    socket.onerror = () => {};
  }

  /** Opens one. @throws ChatError NO_ANSWER refused, or not there: a browser does not say which */
  static open(
    runtime: Runtime,
    url: string,
    protocols: readonly string[],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = runtime.openSocket(url, protocols);
      const fail = () => {
        cancel();
        signal?.removeEventListener('abort', fail);
        socket.onopen = socket.onclose = socket.onerror = socket.onmessage = null;
        socket.onerror = () => {};
        socket.close();
        reject(new ChatError('cannot open the WebSocket; it was refused, or nobody answered', { code: 'NO_ANSWER' }));
      };
      const cancel = runtime.after(handshakeMs, fail);
      signal?.addEventListener('abort', fail, { once: true });
      socket.onclose = socket.onerror = fail;
      socket.onopen = () => {
        cancel();
        signal?.removeEventListener('abort', fail);
        resolve(new Socket(runtime, socket));
      };
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Does an action.
   *
   * @throws ChatError as the server says; NO_ANSWER when it says nothing; TOO_LARGE for a frame that would close the
   * connection
   */
  ask<Action extends keyof Actions>(
    action: Action,
    fields: FieldsOf<Action>,
    { signal, timeoutMs = answerMs }: AskOptions = {},
  ): Promise<Actions[Action]['answer']> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (!this.#isOpen) return reject(noAnswer(action, 'the connection is closed'));
      this.#requests += 1;
      const requestId = `r${this.#requests}`;
      const text = JSON.stringify({ action, requestId, ...fields });
      if (new TextEncoder().encode(text).length > maxFrameBytes) {
        return reject(new ChatError(`cannot do ${action}; its frame is above 32 KB`, { code: 'TOO_LARGE' }));
      }
      const abort = () => settle(() => reject(signal?.reason));
      const settle = (then: () => void) => {
        this.#waiting.delete(requestId);
        cancel();
        signal?.removeEventListener('abort', abort);
        then();
      };
      const cancel = this.#runtime.after(timeoutMs, () => settle(() => reject(noAnswer(action, 'no answer came'))));
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.set(requestId, {
        resolve: (frame) => settle(() => resolve(frame)),
        reject: (error) => settle(() => reject(error)),
      });
      this.activeMs = this.#runtime.now();
      this.#socket.send(text);
    });
  }

  /** Closes it; what waits for an answer gets none. */
  close(): void {
    this.#socket.close(1000);
    this.#closed(1000);
  }

  #take(text: string): void {
    this.activeMs = this.heardMs = this.#runtime.now();
    const frame = JSON.parse(text) as Frame;
    if (frame.type === 'batch') for (const event of frame.events) this.emit('event', event);
    else if (frame.type === 'error') this.#takeError(frame);
    else if ('requestId' in frame || frame.type === 'ack') this.#takeAnswer(frame as { readonly requestId?: string });
    else this.emit('event', frame as ServerEvent);
  }

  #takeAnswer(frame: { readonly requestId?: string }): void {
    this.#waiting.get(frame.requestId ?? '')?.resolve(frame as never);
  }

  #takeError({ requestId = '', detail, ...facts }: ErrorFrame): void {
    this.#waiting.get(requestId)?.reject(new ChatError(detail, facts as ErrorFacts));
  }

  #closed(code: number | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.onmessage = this.#socket.onclose = null;
    for (const waiting of [...this.#waiting.values()]) waiting.reject(noAnswer('it', 'the connection was closed'));
    this.emit('closed', { code });
  }
}
