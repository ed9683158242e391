import { setImmediate as nextTurn } from 'node:timers/promises';

/** When a call began and ended, in round trips since the clock's start. */
export interface Timed<Result> {
  readonly beganAt: number;
  readonly endedAt: number;
  readonly result: PromiseSettledResult<Result>;
}

/** Turns of the event loop after which code that was going on has made its next call, or makes none. */
const turnsToSettle = 3;

/**
 * A clock that counts round trips: each call takes one, whatever it takes in truth. Calls that are under way at once
 * end at once, and the next ones begin after that, so the clock says how many had to wait for each other.
 */
export class RoundClock {
  #round = 0;
  #underWay = 0;
  #calls = 0;
  #waiting: (() => void)[] = [];

  /** Round trips so far. */
  get round(): number {
    return this.#round;
  }

  /** Makes a call, which comes back at the end of the round trip it began in. */
  async call<Result>(make: () => Promise<Result>): Promise<Timed<Result>> {
    const beganAt = this.#round;
    this.#underWay += 1;
    this.#calls += 1;
    const [result] = await Promise.allSettled([make()]);
    this.#underWay -= 1;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#endWhenSettled().catch(reject);
    });
    return { beganAt, endedAt: this.#round, result };
  }

  async #endWhenSettled(): Promise<void> {
    const calls = this.#calls;
    for (let turn = 0; turn < turnsToSettle; turn += 1) await nextTurn();
    if (this.#underWay > 0 || this.#calls > calls || this.#waiting.length === 0) return;
    this.#round += 1;
    for (const comeBack of this.#waiting.splice(0)) comeBack();
  }
}
