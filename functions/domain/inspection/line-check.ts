import type { Check, Problem } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { InspectionStore, LineName } from './inspection-store.ts';
import { stateOf } from './state.ts';

/** What comparing a line with its head needs. */
export interface LineCheckDeps {
  readonly store: Pick<InspectionStore, 'readHeads' | 'moveHead'>;
}

/**
 * A line is 1, 2, 3 up to its head. A head that is behind an entry would let nobody append, and is moved on to it. An
 * entry that is missing can't be made up.
 */
export const lineCheck = ({ store }: LineCheckDeps, line: LineName): Check<Evidence> => ({
  name: `line of ${line}`,
  find: async ({ key, heads, lines: { [line]: evidence } }) => {
    if (stateOf(heads) !== 'live') return [];
    const head = (line === 'messages' ? heads.head?.sequenceNumber : heads.conversation?.changeNumber) ?? 0;
    const { newest, holes } = evidence;
    const problems: Problem[] = holes.map((numbers) => ({ what: `${numbers} missing below the head at ${head}` }));
    if (newest !== undefined && newest.number > head) {
      const what = `the head is at ${head}, the newest entry at ${newest.number}`;
      problems.push(holes.length > 0 ? { what } : { what, repair: () => store.moveHead(key, line, head, newest) });
    }
    // A deletion takes the head first and the entries after it: without the head there is nothing to compare.
    if (problems.length > 0 && stateOf(await store.readHeads(key)) !== 'live') return [];
    return problems;
  },
});
