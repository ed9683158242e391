import { AsyncLocalStorage } from 'node:async_hooks';
import type { RandomStream } from '../../history/random-stream.ts';

interface Waiting {
  readonly work: () => Promise<void>;
  /** A call that is slow: it is chosen no earlier, as long as there are others. */
  readonly fromStep: number;
}

const slow = 0.04;
const slowSteps = 400;

/** Set in calls that really go out. */
const realTime = new AsyncLocalStorage<true>();

/** Makes a call that really goes out: its timers are real. Nothing else of a history may wait for time. */
export const inRealTime = <Result>(call: () => Promise<Result>): Promise<Result> => realTime.run(true, call);

/**
 * Runs everything that a history does one step after the other, in an order that the seed decides. Tasks wait for a
 * turn before each call to the world outside; when all of them wait, one is chosen. So one process plays many clients
 * and functions at once, every interleaving of their calls can come up, and the same seed plays the same one again.
 */
export class Scheduler {
  readonly #random: RandomStream;
  readonly #waiting: Waiting[] = [];
  #step = 0;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** Steps taken so far: the history's time. */
  get step(): number {
    return this.#step;
  }

  /** Waits to be chosen, then does the work, alone. */
  turn<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const fromStep = this.#random.chance(slow) ? this.#step + this.#random.below(slowSteps) : this.#step;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ fromStep, work: () => Promise.resolve().then(work).then(resolve, reject) });
    });
  }

  /** Chooses until nobody waits any more. */
  async runUntilIdle(): Promise<void> {
    for (;;) {
      // All that can go on without a turn does so in microtasks, before this comes back.
      await new Promise((wake) => setImmediate(wake));
      const due = this.#waiting.filter(({ fromStep }) => fromStep <= this.#step);
      const chosen = this.#choose(due.length > 0 ? due : this.#waiting);
      if (chosen === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
      this.#step += 1;
      await chosen.work();
    }
  }

  #choose(some: readonly Waiting[]): Waiting | undefined {
    return some[this.#random.below(some.length)];
  }

  /**
   * Lets timers of the code under test wait for a turn instead of for time, while `run` runs. How long a backoff is
   * says nothing about who goes next, so nobody has to wait for it.
   */
  async withoutWaiting<Result>(run: () => Promise<Result>): Promise<Result> {
    const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
    const pending = new Set<unknown>();
    const setTimeoutByTurn = (callback: () => void, ms?: number) => {
      if (realTime.getStore()) return realSetTimeout(callback, ms);
      const timer = { ref: () => timer, unref: () => timer };
      pending.add(timer);
      void this.turn(() => undefined).then(() => pending.delete(timer) && callback());
      return timer;
    };
    const clearTimeoutByTurn = (timer: unknown) => {
      if (!pending.delete(timer)) realClearTimeout(timer as NodeJS.Timeout | undefined);
    };
    Object.assign(globalThis, { setTimeout: setTimeoutByTurn, clearTimeout: clearTimeoutByTurn });
    try {
      return await run();
    } finally {
      Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
    }
  }
}
