import { isRetryable } from './errors.ts';
import type { Runtime } from './runtime.ts';

const spacingMs = 1_000;
const retryMs = 5_000;

/** What a mark sender is made of. */
export interface MarkSenderDeps {
  readonly runtime: Runtime;
  /** Whether there is a way now: without one, marks wait for `wake`. */
  canSend(): boolean;
  send(sequenceNumber: number): Promise<unknown>;
}

/** Tells how far a person has come: only forward, at most once a second, and the last mark for sure. */
export class MarkSender {
  readonly #deps: MarkSenderDeps;
  #wanted = 0;
  #sent = 0;
  #isBusy = false;
  #isStopped = false;
  #cancelNext = () => {};

  constructor(deps: MarkSenderDeps) {
    this.#deps = deps;
  }

  /** The furthest mark that was asked for. */
  get wanted(): number {
    return this.#wanted;
  }

  /** Takes a mark that is known to be told, by this device or another. */
  know(sequenceNumber: number): void {
    this.#sent = Math.max(this.#sent, sequenceNumber);
  }

  mark(sequenceNumber: number): void {
    this.#wanted = Math.max(this.#wanted, sequenceNumber);
    this.wake();
  }

  /** Tells what is not told yet, if there is a way again. */
  wake(): void {
    if (!this.#isBusy) void this.#run();
  }

  /** Tells nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelNext();
  }

  async #run(): Promise<void> {
    if (this.#isStopped || this.#wanted <= this.#sent || !this.#deps.canSend()) return;
    this.#isBusy = true;
    const mark = this.#wanted;
    let waitMs = spacingMs;
    try {
      await this.#deps.send(mark);
      this.know(mark);
    } catch (error) {
      // A mark that is refused for good is of a conversation that is gone; the next one would be, too.
      if (isRetryable(error)) waitMs = error.retryAfterMs ?? retryMs;
      else this.know(mark);
    }
    if (this.#isStopped) return;
    this.#cancelNext = this.#deps.runtime.after(waitMs, () => {
      this.#isBusy = false;
      void this.#run();
    });
  }
}
