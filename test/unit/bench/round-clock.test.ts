import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { RoundClock } from '../../../bench/round-clock.ts';

const taking = (ms: number) => async () => {
  await sleep(ms);
  return ms;
};

describe('a clock of round trips', () => {
  it('counts calls that wait for each other, whatever they take', async () => {
    const clock = new RoundClock();
    const first = await clock.call(taking(5));
    const second = await clock.call(taking(0));
    expect([first.beganAt, first.endedAt, second.beganAt, second.endedAt]).toEqual([0, 1, 1, 2]);
    expect(clock.round).toBe(2);
  });

  it('counts calls that are under way at once as one', async () => {
    const clock = new RoundClock();
    const all = await Promise.all([5, 0, 20].map((ms) => clock.call(taking(ms))));
    expect(all.map(({ beganAt, endedAt }) => [beganAt, endedAt])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it('counts a chain beside a single call', async () => {
    const clock = new RoundClock();
    const chain = async () => {
      await clock.call(taking(0));
      return clock.call(taking(0));
    };
    const [last, single] = await Promise.all([chain(), clock.call(taking(20))]);
    expect([single.endedAt, last.beganAt, last.endedAt]).toEqual([1, 1, 2]);
  });

  it('takes as many rounds as a bound on what is under way makes necessary', async () => {
    const clock = new RoundClock();
    await pMap(Array.from({ length: 60 }), () => clock.call(taking(0)), { concurrency: 25 });
    expect(clock.round).toBe(3);
  });

  it('gives a failure back as one, after its round', async () => {
    const clock = new RoundClock();
    const { result } = await clock.call(() => Promise.reject(new Error('no')));
    expect(result.status).toBe('rejected');
    expect(clock.round).toBe(1);
  });
});
