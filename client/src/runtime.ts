/** A WebSocket as far as the client uses one: the browser's, Node's, or `ws`. */
export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** What the surroundings tell: the network came or went, or the page is looked at again. */
export type Signal = 'online' | 'offline' | 'visible';

/** All that the client touches outside of itself. Tests give their own, with time that they move. */
export interface Runtime {
  /** Milliseconds, by a clock that may jump when the machine sleeps. */
  now(): number;
  /** Calls back once after `ms`; the answer calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
  newId(): string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  openSocket(url: string, protocols: readonly string[]): SocketLike;
  /** Tells of signals; the answer ends that. */
  watch(listener: (signal: Signal) => void): () => void;
  /** Runs a task while no other tab runs one of that name; where there are no tabs, at once. */
  exclusively<Result>(name: string, task: () => Promise<Result>): Promise<Result>;
}

/** What browsers have of it, and Node in part. */
interface Surroundings {
  readonly WebSocket?: new (url: string, protocols?: string[]) => SocketLike;
  readonly document?: EventTarget & { readonly visibilityState: string };
  readonly addEventListener?: EventTarget['addEventListener'];
  readonly removeEventListener?: EventTarget['removeEventListener'];
  readonly navigator?: {
    readonly locks?: { request<Result>(name: string, task: () => Promise<Result>): Promise<Result> };
  };
}

const surroundings = globalThis as unknown as Surroundings;

const watchBrowser: Runtime['watch'] = (listener) => {
  const { document } = surroundings;
  if (document === undefined) return () => {};
  const online = () => listener('online');
  const offline = () => listener('offline');
  const visible = () => {
    if (document.visibilityState === 'visible') listener('visible');
  };
  surroundings.addEventListener?.('online', online);
  surroundings.addEventListener?.('offline', offline);
  document.addEventListener('visibilitychange', visible);
  return () => {
    surroundings.removeEventListener?.('online', online);
    surroundings.removeEventListener?.('offline', offline);
    document.removeEventListener('visibilitychange', visible);
  };
};

/** The browser's, or Node's from 22 on. Node 20 has no WebSocket: give `openSocket` there, with the package `ws`. */
export const defaultRuntime: Runtime = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer: unknown = setTimeout(callback, ms);
    return () => clearTimeout(timer as never);
  },
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  fetch: (url, init) => fetch(url, init),
  openSocket: (url, protocols) => {
    const { WebSocket } = surroundings;
    if (WebSocket === undefined)
      throw new Error('cannot open a WebSocket; there is none here, give runtime.openSocket');
    return new WebSocket(url, [...protocols]);
  },
  watch: watchBrowser,
  exclusively: (name, task) => surroundings.navigator?.locks?.request(name, task) ?? task(),
};

/** Waits. An aborted signal ends the wait with its reason. */
export const pause = (runtime: Runtime, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((wake, fail) => {
    if (signal?.aborted) return fail(signal.reason);
    const abort = () => {
      cancel();
      fail(signal?.reason);
    };
    const cancel = runtime.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      wake();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });

/** How long to wait before try number `attempt` (from 0): up to `firstMs` doubled each time, all of it by chance. */
export const backoffMs = (runtime: Runtime, attempt: number, firstMs = 500, mostMs = 30_000): number =>
  runtime.random() * Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16));
