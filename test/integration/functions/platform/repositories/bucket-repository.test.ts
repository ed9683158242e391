import type { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LimitedAction } from '../../../../../functions/domain/limits/buckets.ts';
import { tokenWaitMs } from '../../../../../functions/domain/limits/token-bucket.ts';
import { BucketRepository } from '../../../../../functions/platform/repositories/bucket-repository.ts';
import { aCaller } from '../../../../builders/chat.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

const rule = { capacity: 5, refillMs: 100 };
/** Mostly one. */
const tokens = fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: rule.capacity }));
const nowMs = Date.parse('2026-11-23T12:00:00.000Z');
const aSender = (): LimitedAction => ({ action: 'send', caller: aCaller() });

let buckets: BucketRepository;
let writes = 0;

beforeAll(async () => {
  const client = localDynamo();
  const counting = {
    send: (command: UpdateCommand) => {
      writes += 1;
      return client.send(command);
    },
  };
  buckets = new BucketRepository(counting as unknown as DynamoDBDocumentClient, await aTable(client));
});

describe('a bucket in the table', () => {
  it('gives no more than it holds to many who take at once', async () => {
    const sender = aSender();
    const waits = await Promise.all(Array.from({ length: 20 }, () => buckets.take(sender, rule, nowMs)));
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(rule.capacity);
    expect(waits.filter((waitMs) => waitMs === rule.refillMs)).toHaveLength(20 - rule.capacity);
  });

  it('gives several at once or none of them, in one write where it is full', async () => {
    const sender = aSender();
    writes = 0;
    expect(await buckets.take(sender, rule, nowMs, 4)).toBe(0);
    expect(writes).toBe(1);
    expect(await buckets.take(sender, rule, nowMs, 2)).toBe(rule.refillMs);
    expect(await buckets.take(sender, rule, nowMs)).toBe(0);
  });

  it('is of one person, or of one address, for one action', async () => {
    const address = { action: 'register', address: '192.0.2.1' } as const;
    const drained = aSender();
    for (let taken = 0; taken < rule.capacity; taken += 1) await buckets.take(drained, rule, nowMs);
    expect(await buckets.take(drained, rule, nowMs)).toBeGreaterThan(0);
    expect(await buckets.take(aSender(), rule, nowMs)).toBe(0);
    expect(await buckets.take(address, rule, nowMs)).toBe(0);
    expect(await buckets.take({ ...address, address: '192.0.2.2' }, rule, nowMs)).toBe(0);
  });

  it('takes one write when it is full or empty, and two in a burst', async () => {
    const sender = aSender();
    const writesOf = async (atMs: number) => {
      writes = 0;
      await buckets.take(sender, rule, atMs);
      return writes;
    };
    expect(await writesOf(nowMs)).toBe(1);
    expect(await writesOf(nowMs + rule.refillMs)).toBe(1);
    const burst = [];
    for (let one = 0; one < rule.capacity; one += 1) burst.push(await writesOf(nowMs + rule.refillMs));
    expect(burst).toEqual([2, 2, 2, 2, 1]);
  });

  it('gives at any times what the rule says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(250), tokens), { maxLength: 30 }), async (steps) => {
        const sender = aSender();
        let [atMs, fullAtMs] = [nowMs, nowMs];
        for (const [step, count] of steps) {
          atMs += step;
          const waitMs = tokenWaitMs(rule, fullAtMs, atMs, count);
          expect(await buckets.take(sender, rule, atMs, count)).toBe(waitMs);
          if (waitMs === 0) fullAtMs = Math.max(fullAtMs, atMs) + count * rule.refillMs;
        }
      }),
      { numRuns: 20 },
    );
  });
});
