import pMap from 'p-map';
import type { IndexQueue } from '../search/index-queue.ts';
import type { Check, Problem } from './check.ts';
import type { Evidence } from './evidence.ts';
import { stateOf } from './state.ts';

/** What looking for what search does not have needs. */
export interface IndexCheckDeps {
  readonly queue: IndexQueue;
  /** Is told how many messages were compared, and how many of them are not found as they are. */
  readonly onCompared?: (comparison: { readonly compared: number; readonly unlike: number }) => void;
}

const queuedAtOnce = 8;
/** Numbers that a finding names. */
const mostNumbers = 10;

const naming = (numbers: readonly number[]): string => {
  const named = numbers.slice(0, mostNumbers).join(', ');
  return numbers.length > mostNumbers ? `${named} and ${numbers.length - mostNumbers} more` : named;
};

/**
 * A conversation and its messages are found as they are, some minutes after they came to be so; what is deleted is not.
 * What is wrong is queued to be indexed again. An index that does not answer is no finding: the queue before it waits.
 */
export const indexCheck = ({ queue, onCompared }: IndexCheckDeps): Check<Evidence> => ({
  name: 'index',
  find: async ({ heads, index }) => {
    if (index === undefined || stateOf(heads) !== 'live' || heads.conversation === undefined) return [];
    const { compared, unlike, names } = index;
    onCompared?.({ compared, unlike: unlike.length });
    const problems: Problem[] = [];
    const { names: wanted, event } = heads.conversation;
    if (names !== undefined && names !== wanted) {
      problems.push({
        what: `found under ${names} names instead of ${wanted}`,
        repair: () => queue.put(event()),
      });
    }
    if (unlike.length > 0) {
      problems.push({
        what: `${unlike.length} messages not found as they are: ${naming(unlike.map(({ number }) => number))}`,
        repair: async () =>
          void (await pMap(unlike, (entry) => queue.put(entry.event()), { concurrency: queuedAtOnce })),
      });
    }
    return problems;
  },
});
