import { type ServerEvent, serverEvents } from '../../../functions/contract/server-events.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import { handshakeMs } from '../../../functions/domain/delivery/post-to-all.ts';
import type { RandomStream } from '../../history/random-stream.ts';
import { invoke, startMs, stepMs, type World } from './invocation.ts';
import type { Frame } from './sockets.ts';

const leaseMs = 24 * 3_600_000;

/** A client's socket: at most one, which may be dead without anybody knowing. */
export class Link {
  readonly #name: string;
  readonly #caller: Caller;
  readonly #world: World;
  readonly #stream: RandomStream;
  readonly #receive: (event: ServerEvent) => void;
  #dialled = 0;
  #connectionId: string | undefined;
  #isDead = false;

  constructor(
    { name, caller, world, stream }: { name: string; caller: Caller; world: World; stream: RandomStream },
    receive: (event: ServerEvent) => void,
  ) {
    this.#name = name;
    this.#caller = caller;
    this.#world = world;
    this.#stream = stream;
    this.#receive = receive;
  }

  /** The connection, where one is up and alive. */
  get connectionId(): string | undefined {
    return this.#isDead ? undefined : this.#connectionId;
  }

  /** Connects anew, until a handshake succeeds; what was there before is dropped without a word. */
  async connect(): Promise<void> {
    this.drop('closed');
    const { sockets } = this.#world;
    for (;;) {
      this.#dialled += 1;
      const connectionId = `${this.#name}/${this.#dialled}`;
      sockets.dial(connectionId, (frame) => this.#take(frame));
      const batch = this.#stream.chance(0.5);
      const expiresAtMs = startMs + leaseMs;
      const connection = {
        ...this.#caller,
        connectionId,
        batch,
        status: 'online' as const,
        connectedAtMs: startMs + this.#world.scheduler.step * stepMs,
        expiresAtMs,
      };
      const { answer } = await invoke(this.#world, this.#stream, ({ connections }) => connections.put(connection));
      // What follows the end of $connect is API Gateway's, and takes its time; but none opens a socket after so long.
      const isOpen = await this.#world.scheduler.turn(() => {
        const tookMs = startMs + this.#world.scheduler.step * stepMs - connection.connectedAtMs;
        const opens = answer === 'done' && tookMs < handshakeMs;
        sockets.turn(connectionId, opens ? 'open' : 'closed');
        return opens;
      });
      if (!isOpen) continue;
      this.#connectionId = connectionId;
      this.#isDead = false;
      return;
    }
  }

  /** Closes the socket in good order; that $disconnect runs is best effort. */
  async disconnect(): Promise<void> {
    const connectionId = this.#connectionId;
    if (connectionId === undefined) return;
    this.drop('closed');
    const { tenantId, userId } = this.#caller;
    await invoke(this.#world, this.#stream, ({ connections }) => connections.remove(tenantId, userId, connectionId));
  }

  /** Loses the socket: closed, so that the next post finds it gone, or dead, so that posts vanish. */
  drop(state: 'dead' | 'closed'): void {
    if (this.#connectionId === undefined) return;
    this.#world.sockets.turn(this.#connectionId, state);
    this.#isDead = state === 'dead';
    if (state === 'closed') this.#connectionId = undefined;
  }

  #take(frame: Frame): void {
    for (const event of frame.type === 'batch' ? frame.events : [frame]) {
      this.#receive(serverEvents[event.type].frame.parse(event) as ServerEvent);
    }
  }
}
