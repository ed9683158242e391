import { isRetryable } from './errors.ts';
import { backoffMs, pause, type Runtime } from './runtime.ts';

/**
 * Does one thing at a time that whoever asks wants done after they asked: who asks while it is under way gets another
 * one after it, for the first may have read before what they have in mind was there. What fails and may succeed later is
 * tried again until it does, or until it is stopped.
 */
export class CatchUp {
  readonly #runtime: Runtime;
  readonly #once: () => Promise<void>;
  #asked = 0;
  #isStopped = false;
  #waiting = new AbortController();
  #underWay: Promise<void> | undefined;

  constructor(runtime: Runtime, once: () => Promise<void>) {
    this.#runtime = runtime;
    this.#once = once;
  }

  /** Resolves when it was done, begun after now, or stopped. @throws what can't succeed later */
  run(): Promise<void> {
    this.#asked += 1;
    if (this.#isStopped) {
      this.#isStopped = false;
      this.#waiting = new AbortController();
    }
    this.#underWay ??= this.#runAll();
    return this.#underWay;
  }

  /** Ends what waits to be tried again. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.abort();
  }

  async #runAll(): Promise<void> {
    // Not at once: whoever asked gets the promise first.
    await Promise.resolve();
    let attempt = 0;
    try {
      for (let served = 0; served < this.#asked && !this.#isStopped; ) {
        const asked = this.#asked;
        try {
          await this.#once();
          served = asked;
          attempt = 0;
        } catch (error) {
          if (!isRetryable(error)) throw error;
          const waitMs = error.retryAfterMs ?? backoffMs(this.#runtime, attempt);
          attempt += 1;
          // Whoever stops it wants nothing more of it.
          await pause(this.#runtime, waitMs, this.#waiting.signal).catch(() => {});
        }
      }
    } finally {
      this.#underWay = undefined;
    }
  }
}
