import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { bucketRules } from '../../../functions/domain/limits/limits.ts';
import type { ItemKey } from '../../../functions/platform/keys.ts';
import { tables } from './cloud.ts';
import { output } from './endpoints.ts';

const TableName = () => output('LiveTableName');

/**
 * Leaves an action's bucket as it is after a burst, for the local cloud is too slow for anybody to reach the limits: it
 * gets its next token after `waitMs`.
 */
export const drain = async (Key: ItemKey, action: keyof typeof bucketRules, waitMs = 600_000): Promise<void> => {
  const { capacity, refillMs } = bucketRules[action];
  const fullAtMs = Date.now() + waitMs + (capacity - 1) * refillMs;
  await tables().send(new PutCommand({ TableName: TableName(), Item: { ...Key, fullAtMs } }));
};

/** The same for failures: so many have just been. */
export const countFailures = async (Key: ItemKey, count: number): Promise<void> => {
  const nowMs = Date.now();
  await tables().send(
    new PutCommand({ TableName: TableName(), Item: { ...Key, count, sinceMs: nowMs, lastMs: nowMs } }),
  );
};

/** As when enough time has passed. */
export const refill = async (Key: ItemKey): Promise<void> => {
  await tables().send(new DeleteCommand({ TableName: TableName(), Key }));
};
