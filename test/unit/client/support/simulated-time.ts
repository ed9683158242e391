interface Timer {
  readonly atMs: number;
  readonly number: number;
  readonly callback: () => void;
}

/** Lets everything that waits for promises alone go on, as far as it goes. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Time that goes on only when it is told to: callbacks come in their order, each when all before it has settled. */
export class SimulatedTime {
  readonly #timers = new Map<number, Timer>();
  #count = 0;
  #nowMs = Date.parse('2026-11-24T12:00:00.000Z');

  readonly now = (): number => this.#nowMs;

  /** Callbacks that are still to come: what keeps a Node process from ending. */
  get waiting(): number {
    return this.#timers.size;
  }

  readonly after = (ms: number, callback: () => void): (() => void) => {
    this.#count += 1;
    const number = this.#count;
    this.#timers.set(number, { atMs: this.#nowMs + Math.max(0, ms), number, callback });
    return () => void this.#timers.delete(number);
  };

  /** Goes on for so long. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#timers.delete(next.number);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      await settled();
    }
    this.#nowMs = untilMs;
  }

  /** The machine sleeps: time goes on, and nothing that waits is called before it wakes. */
  sleep(ms: number): void {
    this.#nowMs += ms;
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (timer.atMs <= untilMs && (!next || timer.atMs < next.atMs)) next = timer;
    }
    return next;
  }
}
