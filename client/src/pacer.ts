import { pause, type Runtime } from './runtime.ts';

/** Frames a second, and at once: below what the server closes a connection for (30, and bursts of 60). */
const spacingMs = 50;
const burst = 30;

/** Lets frames go no faster than the server takes them. */
export class Pacer {
  readonly #runtime: Runtime;
  /** When all of the burst is back. */
  #fullMs = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Waits for its turn; turns come in the order in which they were asked for. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#runtime.now();
    this.#fullMs = Math.max(this.#fullMs, now) + spacingMs;
    const waitMs = this.#fullMs - now - burst * spacingMs;
    if (waitMs > 0) await pause(this.#runtime, waitMs, signal);
  }
}
