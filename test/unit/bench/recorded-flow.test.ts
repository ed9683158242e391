import { describe, expect, it } from '@jest/globals';
import { type Flow, type FunctionRun, tripsOf } from '../../../bench/recorded-flow.ts';
import type { Step } from '../../../bench/steps.ts';

const aRun = (...commands: readonly string[]): FunctionRun => ({
  function: 'some',
  memoryMb: 512,
  steps: commands.map((command, after): Step => ({ after, command, calls: 1, writeUnits: 0, readUnits: 0, bytes: 0 })),
  roundTrips: commands.length,
  logLines: 0,
  logBytes: 0,
});

const aFlow = (deliveredBy: Flow['deliveredBy'], ...runs: readonly FunctionRun[]): Flow => ({
  scenario: '1:1',
  design: 'plain',
  deliveredBy,
  runs,
});

describe('the round trips of a message', () => {
  const publish = aRun('PutEvents');

  it('before the push end with the post, where the send itself delivers', () => {
    const send = aRun('GetItem', 'TransactWriteItems', 'Query', 'BatchGetItem', 'PostToConnection', 'PutItem');
    expect(tripsOf(aFlow('send', send, publish, aRun('GetItem')))).toEqual({
      ack: 6,
      firstPush: 5,
      lastPush: 5,
      handOvers: 0,
    });
  });

  it('on the durable path are those up to the commit, the publisher, and the fan-out', () => {
    const send = aRun('GetItem', 'TransactWriteItems', 'Query');
    const fanOut = aRun('Query', 'BatchGetItem', 'PostToConnection', 'PostToConnection');
    expect(tripsOf(aFlow('fanOut', send, publish, fanOut))).toEqual({
      ack: 3,
      firstPush: 6,
      lastPush: 7,
      handOvers: 2,
    });
  });

  it('can not be counted of a message that reaches nobody', () => {
    expect(() => tripsOf(aFlow('fanOut', aRun('TransactWriteItems'), publish, aRun()))).toThrow('cannot count');
  });
});
