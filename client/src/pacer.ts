import { pause, type Runtime } from './runtime.ts';

/** Frames a second, and at once: below what the server closes a connection for (30, and bursts of 60). */
const spacingMs = 50;
const burst = 30;

/** Lets frames go no faster than the server takes them. */
export class Pacer {
  readonly #runtime: Runtime;
  /** When all of the burst is back. */
  #fullMs = 0;
  #released = new AbortController();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Waits for its turn; turns come in the order in which they were asked for. */
  async turn(): Promise<void> {
    const now = this.#runtime.now();
    this.#fullMs = Math.max(this.#fullMs, now) + spacingMs;
    const waitMs = this.#fullMs - now - burst * spacingMs;
    // Whoever is released goes on at once.
    if (waitMs > 0) await pause(this.#runtime, waitMs, this.#released.signal).catch(() => {});
  }

  /** Lets all go on that wait: there is nothing any more that they could be too fast for. */
  release(): void {
    this.#fullMs = 0;
    this.#released.abort();
    this.#released = new AbortController();
  }
}
