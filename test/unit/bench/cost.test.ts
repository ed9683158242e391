import { describe, expect, it } from '@jest/globals';
import { addUp, dollarsPerMillion, usageOf } from '../../../bench/cost.ts';
import type { FunctionRun } from '../../../bench/recorded-flow.ts';

const run: FunctionRun = {
  function: 'message-send',
  memoryMb: 1024,
  steps: [
    { after: 0, command: 'TransactWriteItems', table: 'Chat', calls: 1, writeUnits: 8, readUnits: 0, bytes: 0 },
    { after: 1, command: 'PostToConnection', calls: 9, writeUnits: 0, readUnits: 0, bytes: 9 * 40_000 },
    { after: 2, command: 'PutEvents', calls: 1, writeUnits: 0, readUnits: 0, bytes: 700 },
  ],
  roundTrips: 3,
  logLines: 1,
  logBytes: 200,
  frame: { bytesIn: 300, bytesOut: 600 },
};
const uniform = () => 0.5;

describe('what is billed', () => {
  it('is a frame in, one for the answer, and one for each 32 KB of a post', () => {
    expect(usageOf(run, uniform)).toMatchObject({ frames: 2 + 9 * 2, bytesOut: 600 + 9 * 40_000, events: 1 });
    const { frame, ...byBus } = run;
    expect(usageOf(byBus, uniform).frames).toBe(9 * 2);
  });

  it('adds up over functions, and is priced by the million', () => {
    const usage = usageOf(run, uniform);
    const bill = dollarsPerMillion(addUp([usage, usage]));
    expect(bill['DynamoDB writes']).toBeCloseTo(16 * 0.625);
    expect(bill['frames in and out']).toBeCloseTo(2 * 20);
    expect(bill['Lambda calls']).toBeCloseTo(0.4);
  });
});
