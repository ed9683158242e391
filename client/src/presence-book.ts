import type { Ask } from './connection.ts';
import { ChatError } from './errors.ts';
import { Later } from './later.ts';
import type { Runtime } from './runtime.ts';
import { SnapshotStore } from './snapshot-store.ts';
import type { Presence, ServerEvent } from './wire.ts';

/** After a refusal that does not say when to come again. */
const againMs = 1_000;

/** Who is there, as far as conversations that are open tell. */
export interface PresenceBook {
  /** What is known of a person; undefined: nothing. */
  of(userId: string): Presence | undefined;
  /** Says whether the person is at this device; said again on each new connection. */
  set(status: 'online' | 'away'): void;
  getSnapshot(): ReadonlyMap<string, Presence>;
  subscribe(listener: () => void): () => void;
}

/** The book, and what the client writes into it. */
export class DefaultPresenceBook extends SnapshotStore<ReadonlyMap<string, Presence>> implements PresenceBook {
  readonly #known: Map<string, Presence>;
  readonly #ask: Ask;
  readonly #again: Later;
  #own: 'online' | 'away' = 'online';

  constructor(runtime: Runtime, ask: Ask) {
    const known = new Map<string, Presence>();
    super(() => new Map(known));
    this.#known = known;
    this.#ask = ask;
    this.#again = new Later(runtime);
  }

  of(userId: string): Presence | undefined {
    return this.#known.get(userId);
  }

  set(status: 'online' | 'away'): void {
    this.#own = status;
    void this.#tell();
  }

  connected(): void {
    void this.follow(this.#ask);
  }

  /** Tells on a connection to come, which is taken for online. */
  async follow(ask: Ask): Promise<void> {
    if (this.#own !== 'online') await this.#tell(ask);
  }

  /** What is not told yet is told on the next connection. */
  disconnected(): void {
    this.#again.cancel();
  }

  learn(presences: readonly Presence[]): void {
    for (const presence of presences) this.#known.set(presence.userId, presence);
    if (presences.length > 0) this.changed();
  }

  receive(event: ServerEvent): void {
    if (event.type !== 'presence.changed') return;
    const { type, ...presence } = event;
    this.learn([presence]);
  }

  clear(): void {
    this.disconnected();
    this.#own = 'online';
    this.#known.clear();
    this.changed();
  }

  async #tell(ask = this.#ask): Promise<void> {
    try {
      await ask('presence.set', { status: this.#own });
    } catch (error) {
      // Without a connection it is told on the next one; without a session, never.
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'RATE_LIMITED') this.#again.set(error.retryAfterMs ?? againMs, () => void this.#tell());
    }
  }
}
