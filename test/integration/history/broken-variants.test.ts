import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import { push } from '../../../functions/domain/delivery/deliver.ts';
import { prefixes } from '../../../functions/platform/keys.ts';
import { type CheckName, violationsOf } from './checks.ts';
import type { TransactItems } from './faulty-dynamo.ts';
import { type HistoryOptions, runHistory } from './history.ts';
import type { FanOut } from './pipeline.ts';
import { Replica } from './replica.ts';

type TransactItem = TransactItems[number];

const sortKeyOf = ({ Put, Update }: TransactItem): string => String((Put?.Item ?? Update?.Key)?.SK);
const isSend = (items: TransactItems): boolean => items.some((one) => sortKeyOf(one).startsWith('IDEMPOTENCY#'));

/** In the place of a write that is left out, so that the reasons of a cancelled transaction stay where they belong. */
const nothing = (one: TransactItem): TransactItem => ({
  Put: { TableName: (one.Put ?? one.Update)?.TableName, Item: { PK: 'NOTHING', SK: randomUUID() } },
});

/** Sends without the writes whose sort key begins so. */
const sendingWithout =
  (prefix: string) =>
  (items: TransactItems): TransactItems =>
    isSend(items) ? items.map((one) => (sortKeyOf(one).startsWith(prefix) ? nothing(one) : one)) : items;

const markingFirst: FanOut = async (deps, notice) => {
  if (await deps.marks.has(notice.key, notice.id)) return 'delivered-before';
  await deps.marks.put(notice.key, notice.id);
  await push(deps, await deps.memberships.listMemberIds(notice.key), notice);
  return 'delivered';
};

class ReplicaThatKeepsDuplicates extends Replica {
  protected override receiveMessage(event: Extract<ServerEvent, { type: 'message.created' }>): void {
    const { type, ...message } = event;
    if (event.sequenceNumber <= this.cursor.afterSequence) this.shown.push({ ...message, revision: 1, reactions: [] });
    super.receiveMessage(event);
  }
}

const variants: readonly [string, CheckName, HistoryOptions][] = [
  ['sends without an idempotency item', 'exactly once', { sabotage: sendingWithout('IDEMPOTENCY#') }],
  ['sends that no membership fences', 'removal', { sabotage: sendingWithout(prefixes.membership) }],
  ['a fan-out that marks before it posts', 'delivery', { fanOut: markingFirst }],
  ['a client that keeps duplicates', 'convergence', { newReplica: () => new ReplicaThatKeepsDuplicates() }],
];

/** As many histories as it may take for the scheduler to come by the mistake. */
const seeds = Array.from({ length: 15 }, (_, index) => index + 1);

const isFound = async (check: CheckName, seed: number, options: HistoryOptions): Promise<boolean> =>
  check in violationsOf(await runHistory(seed, { steps: 16, ...options }));

describe('the checks of histories', () => {
  it.each(variants)(
    'find %s (%s), and nothing of it in the same history without',
    async (_variant, check, options) => {
      let isCaught = false;
      for (const seed of seeds) {
        isCaught ||= (await isFound(check, seed, options)) && !(await isFound(check, seed, {}));
        if (isCaught) break;
      }
      expect(isCaught).toBe(true);
    },
    60_000,
  );
});
