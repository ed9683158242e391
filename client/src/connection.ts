import { Emitter } from './emitter.ts';
import { ChatError, isRetryable } from './errors.ts';
import { Pacer } from './pacer.ts';
import { backoffMs, type Runtime, type Signal } from './runtime.ts';
import { type AskOptions, type FieldsOf, Socket } from './socket.ts';
import type { Actions, ServerEvent, WebSocketToken } from './wire.ts';

/** idle: nobody wants one; waiting: until the next try. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'waiting';

/** Asks over one connection. */
export type Ask = <Action extends keyof Actions>(
  action: Action,
  fields: FieldsOf<Action>,
  options?: AskOptions,
) => Promise<Actions[Action]['answer']>;

interface ConnectionEvents {
  readonly state: ConnectionState;
  readonly event: ServerEvent;
  /** There is a new connection, and what came before it may have been missed. */
  readonly connected: undefined;
  /** The planned change to the next connection is done. */
  readonly 'handed-over': undefined;
}

/** What a connection is made of. */
export interface ConnectionDeps {
  readonly runtime: Runtime;
  readonly url: string;
  /** Whether the token goes into the list of sub-protocols, where no log of a proxy has it, or into the query. */
  readonly tokenIn: 'query' | 'protocol';
  webSocketToken(options: { readonly signal: AbortSignal }): Promise<WebSocketToken>;
  /** Follows on a new connection what the old one follows, before that is closed. */
  follow(ask: Ask): Promise<void>;
}

const tickMs = 15_000;
/** A tick that comes so much late was asleep. Pages in the background are called back once a minute. */
const sleptMs = 90_000;
/** API Gateway closes a connection after 10 minutes without a frame. */
const quietMs = 4.5 * 60_000;
const probeMs = 5_000;
/** API Gateway closes any connection after 2 hours. Up to `spreadMs` earlier, by chance. */
const handOverMs = 110 * 60_000;
const spreadMs = 5 * 60_000;
/** What was sent to the old connection before the new one was known comes within this. */
const graceMs = 10_000;
/** A connection that lasted so long was a good one. */
const stableMs = 10_000;
/** While the network is said to be gone, tries are this far apart: what says so may be wrong. */
const offlineMs = 60_000;

/** Keeps one WebSocket open: opens it again when it is lost, keeps it alive, and changes it in time. */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #deps: ConnectionDeps;
  readonly #pacer: Pacer;
  #state: ConnectionState = 'idle';
  /** The one that actions go over. */
  #socket: Socket | undefined;
  /** All that are open: at a planned change there are two for a while. */
  readonly #sockets = new Set<Socket>();
  /** Counts starts, so that what an earlier one began knows that it is over. */
  #run = 0;
  /** Aborted when it is stopped. */
  #stopped = new AbortController();
  #isOffline = false;
  #isHandingOver = false;
  #renewAtMs = 0;
  #handOverAtMs = 0;
  #lastTickMs = 0;
  #wake = () => {};
  #stopTick = () => {};
  #stopGrace = () => {};
  #stopWatching = () => {};

  constructor(deps: ConnectionDeps) {
    super();
    this.#deps = deps;
    this.#pacer = new Pacer(deps.runtime);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#run += 1;
    this.#stopped = new AbortController();
    this.#isOffline = false;
    this.#stopWatching = this.#deps.runtime.watch((signal) => this.#take(signal));
    void this.#keepConnected(this.#run);
    this.#lastTickMs = this.#deps.runtime.now();
    this.#scheduleTick();
  }

  /** Closes what is open and ends what is under way: after it nothing comes in any more. */
  stop(): void {
    if (this.#state === 'idle') return;
    this.#run += 1;
    this.#stopTick();
    this.#stopGrace();
    this.#stopWatching();
    this.#socket = undefined;
    this.#stopped.abort(new ChatError('cannot go on; the connection was closed', { code: 'NO_ANSWER' }));
    for (const socket of [...this.#sockets]) socket.close();
    this.#pacer.release();
    this.#wake();
    this.#become('idle');
  }

  /** Does an action. @throws ChatError NO_ANSWER where there is no connection, or it says nothing */
  ask: Ask = async (action, fields, options = {}) => {
    const socket = this.#socket;
    if (!socket) throw new ChatError(`cannot do ${action}; there is no connection`, { code: 'NO_ANSWER' });
    try {
      return await this.#askOn(socket, action, fields, options);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'NO_ANSWER' && socket.isOpen) void this.#probe(socket);
      if (error.code !== 'UNAUTHENTICATED') throw error;
      await this.#renew(socket);
      return this.#askOn(socket, action, fields, options);
    }
  };

  async #askOn<Action extends keyof Actions>(
    socket: Socket,
    action: Action,
    fields: FieldsOf<Action>,
    options: AskOptions,
  ): Promise<Actions[Action]['answer']> {
    await this.#pacer.turn();
    return socket.ask(action, fields, options);
  }

  async #keepConnected(run: number): Promise<void> {
    const { runtime } = this.#deps;
    for (let attempt = 0; run === this.#run; attempt += 1) {
      this.#become('connecting');
      try {
        const socket = await this.#open();
        if (run !== this.#run) return;
        const lost = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#adopt(socket);
        this.#become('online');
        // Whoever heard of it may have stopped it.
        if (run === this.#run) this.emit('connected', undefined);
        await lost;
        if (runtime.now() - socket.openedMs > stableMs) attempt = -1;
      } catch (error) {
        if (run !== this.#run) return;
        if (!isRetryable(error) && !(error instanceof ChatError && error.code === 'UNAUTHENTICATED')) {
          this.stop();
          if (error instanceof ChatError) return;
          throw error;
        }
      }
      if (run !== this.#run) return;
      this.#become('waiting');
      await this.#untilNextTry(this.#isOffline ? offlineMs : backoffMs(runtime, Math.max(0, attempt), 1_000));
    }
  }

  #untilNextTry(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.runtime.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  async #open(): Promise<Socket> {
    const { runtime, url, tokenIn } = this.#deps;
    const { signal } = this.#stopped;
    const { token, expiresIn } = await this.#deps.webSocketToken({ signal });
    const query = new URLSearchParams({ ...(tokenIn === 'query' && { token }), batch: '1' });
    const protocols = tokenIn === 'protocol' ? ['chemchat.v1', token] : [];
    const socket = await Socket.open(runtime, `${url}?${query}`, protocols, { signal });
    this.#sockets.add(socket);
    socket.on('closed', () => this.#sockets.delete(socket));
    if (signal.aborted) socket.close();
    signal.throwIfAborted();
    this.#renewLater(expiresIn);
    socket.on('event', (event) => {
      // A frame with several events goes on being read after it is stopped.
      if (!signal.aborted) this.emit('event', event);
    });
    return socket;
  }

  #adopt(socket: Socket): void {
    const { runtime } = this.#deps;
    this.#socket = socket;
    this.#handOverAtMs = runtime.now() + handOverMs - runtime.random() * spreadMs;
    const lost = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#wake();
    };
    socket.on('closed', lost);
    if (!socket.isOpen) lost();
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }

  #take(signal: Signal): void {
    this.#isOffline = signal === 'offline' || (signal === 'visible' && this.#isOffline);
    // What is open may be dead after a change; what waits need not wait any longer.
    if (this.#socket) void this.#probe(this.#socket);
    else if (this.#state === 'waiting' && signal !== 'offline') this.#wake();
  }

  #scheduleTick(): void {
    this.#stopTick = this.#deps.runtime.after(tickMs, () => {
      this.#tick();
      this.#scheduleTick();
    });
  }

  /** Looks at what is due. One clock for all of it: after a sleep everything is due at once, and done once. */
  #tick(): void {
    const now = this.#deps.runtime.now();
    const hasSlept = now - this.#lastTickMs > sleptMs;
    this.#lastTickMs = now;
    const socket = this.#socket;
    if (!socket && hasSlept) this.#wake();
    if (!socket) return;
    if (now >= this.#handOverAtMs) void this.#handOver(socket);
    else if (now >= this.#renewAtMs) void this.#renew(socket).catch(() => {});
    if (hasSlept || now - socket.activeMs >= quietMs) void this.#probe(socket);
  }

  /** Sees whether a connection is alive, and drops one that is not. */
  async #probe(socket: Socket): Promise<void> {
    try {
      await socket.ask('ping', {}, { timeoutMs: probeMs });
    } catch (error) {
      if (error instanceof ChatError && error.code === 'NO_ANSWER') socket.close();
    }
  }

  #renewLater(expiresInSeconds: number): void {
    this.#renewAtMs = this.#deps.runtime.now() + (1000 * expiresInSeconds * 5) / 6;
  }

  /** Gives the connection another hour. One that is refused is dropped: the next one tells why. */
  async #renew(socket: Socket): Promise<void> {
    this.#renewAtMs = this.#deps.runtime.now() + 60_000;
    const { token, expiresIn } = await this.#deps.webSocketToken({ signal: this.#stopped.signal });
    try {
      await socket.ask('authenticate', { token });
      this.#renewLater(expiresIn);
    } catch (error) {
      if (error instanceof ChatError && !error.retryable) socket.close();
      throw error;
    }
  }

  /** Opens the next connection and lets it follow all, before this one closes: meanwhile both bring what there is. */
  async #handOver(old: Socket): Promise<void> {
    if (this.#isHandingOver) return;
    this.#isHandingOver = true;
    const { signal } = this.#stopped;
    try {
      const next = await this.#open();
      try {
        await this.#deps.follow((action, fields, options = {}) => this.#askOn(next, action, fields, options));
      } catch (error) {
        next.close();
        throw error;
      }
      if (this.#socket !== old) return next.close();
      if (!next.isOpen) return;
      this.#adopt(next);
      this.#stopGrace = this.#deps.runtime.after(graceMs, () => {
        old.close();
        this.emit('handed-over', undefined);
      });
    } catch (error) {
      if (signal.aborted) return;
      // The old connection is still good for minutes: the next tick but three tries again.
      if (!(error instanceof ChatError)) throw error;
      this.#handOverAtMs = this.#deps.runtime.now() + 4 * tickMs;
    } finally {
      this.#isHandingOver = false;
    }
  }
}
