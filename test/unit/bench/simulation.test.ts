import { describe, expect, it } from '@jest/globals';
import { type Draws, drawsOf, playAck, playInvocation, playReceipts, wayOf } from '../../../bench/simulation.ts';
import type { Fit } from '../../../bench/statistics.ts';
import type { Step } from '../../../bench/steps.ts';

/** Every hop takes its median, so that sums can be told. */
const median: Fit =
  ({ p50Ms }) =>
  () =>
    p50Ms;
const draws: Draws = drawsOf(
  median,
  () => 0.5,
  () => ({ p50Ms: 10, p99Ms: 10 }),
);

const aStep = (after: number, command: string, calls = 1): Step => ({
  after,
  command,
  calls,
  writeUnits: 0,
  readUnits: 0,
  bytes: 0,
});

const send = [
  aStep(0, 'GetItem'),
  aStep(1, 'TransactWriteItems'),
  aStep(2, 'Query'),
  aStep(3, 'PostToConnection', 2),
  aStep(4, 'PutItem'),
];
const publish = [aStep(0, 'PutEvents')];
const fanOut = [aStep(0, 'Query'), aStep(1, 'PostToConnection', 2), aStep(2, 'PostToConnection', 1)];

describe('a played message', () => {
  it('is acknowledged after the network, the gateway, the work and each call of the send', () => {
    expect(playAck(wayOf([send, publish, fanOut], 'send'), draws)).toBe((1 + 1 + 1 + 5 + 1) * 10);
  });

  it('is received after the calls up to its post, where the send delivers', () => {
    expect(playReceipts(wayOf([send, publish, fanOut], 'send'), draws)).toEqual([80, 80]);
  });

  it('is received after the commit, both hand-overs and the fan-out, where that delivers', () => {
    // Network and gateway, work and two calls; stream, work; bus, work, query; then posts; network.
    const before = 2 + 3 + 2 + 3;
    expect(playReceipts(wayOf([send, publish, fanOut], 'fanOut'), draws)).toEqual([
      (before + 2) * 10,
      (before + 2) * 10,
      (before + 3) * 10,
    ]);
  });

  it('waits for the start of a function that is cold', () => {
    const cold: Draws = { ...draws, isCold: () => true, coldStart: () => 1000 };
    expect(playInvocation([], cold).endMs).toBe(1010);
  });

  it('takes the slowest of what is under way at once', () => {
    const times = [5, 90, 20];
    const uneven: Draws = { ...draws, post: () => times.shift() ?? 0 };
    const { endMs, postsMs } = playInvocation([[{ command: 'PostToConnection', calls: 3, atOnce: 2 }]], uneven);
    // The third begins as the first ends.
    expect(postsMs).toEqual([15, 100, 35]);
    expect(endMs).toBe(100);
  });

  it('can not hold a call of which nobody knows how long it takes', () => {
    expect(() => playInvocation([[{ command: 'Scan', calls: 1, atOnce: 1 }]], draws)).toThrow('Scan');
  });
});
