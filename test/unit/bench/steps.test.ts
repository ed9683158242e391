import { describe, expect, it } from '@jest/globals';
import type { RecordedCall } from '../../../bench/recorder.ts';
import { phasesOf, stepsOf } from '../../../bench/steps.ts';

const aCall = (command: string, beganAt: number, over: Partial<RecordedCall> = {}): RecordedCall => ({
  command,
  beganAt,
  endedAt: beganAt + 1,
  writeUnits: 0,
  readUnits: 0,
  bytes: 0,
  ...over,
});

describe('the steps of an invocation', () => {
  it('are what it had under way at once, added up by kind, in the order it began', () => {
    const post = { bytes: 500 };
    const calls = [
      aCall('PostToConnection', 1, post),
      aCall('GetItem', 0, { table: 'Chat', readUnits: 0.5 }),
      aCall('PostToConnection', 1, post),
      aCall('PostToConnection', 2, post),
    ];
    expect(stepsOf(calls)).toMatchObject([
      { after: 0, command: 'GetItem', table: 'Chat', calls: 1, readUnits: 0.5 },
      { after: 1, command: 'PostToConnection', calls: 2, bytes: 1000 },
      { after: 2, command: 'PostToConnection', calls: 1, bytes: 500 },
    ]);
  });

  it('make one pool where rounds of one kind follow each other', () => {
    const posts = (after: number, times: number) =>
      Array.from({ length: times }, () => aCall('PostToConnection', after));
    const calls = [aCall('Query', 0), ...posts(1, 25), ...posts(2, 25), ...posts(3, 10), aCall('PutItem', 4)];
    expect(phasesOf(stepsOf(calls))).toEqual([
      [{ command: 'Query', calls: 1, atOnce: 1 }],
      [{ command: 'PostToConnection', calls: 60, atOnce: 25 }],
      [{ command: 'PutItem', calls: 1, atOnce: 1 }],
    ]);
  });

  it('of different kinds at once are one phase', () => {
    expect(phasesOf(stepsOf([aCall('GetItem', 0), aCall('Query', 0), aCall('Query', 1)]))).toEqual([
      [
        { command: 'GetItem', calls: 1, atOnce: 1 },
        { command: 'Query', calls: 1, atOnce: 1 },
      ],
      [{ command: 'Query', calls: 1, atOnce: 1 }],
    ]);
  });
});
