import type { Check, Problem } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { InspectionStore } from './inspection-store.ts';
import { isMirrored, type ReconcileDeps, reconcileMember, recount } from './reconcile-member.ts';
import { stateOf } from './state.ts';

/** What comparing members needs. */
export interface MembersCheckDeps extends ReconcileDeps {
  readonly store: ReconcileDeps['store'] & Pick<InspectionStore, 'lowerMarks'>;
}

/** Whom a conversation lists is a member, in that role; they are as many as it says; no mark is above the head. */
export const membersCheck = (deps: MembersCheckDeps): Check<Evidence> => ({
  name: 'members',
  find: async ({ key, heads, lines, members }) => {
    if (stateOf(heads) !== 'live' || members === undefined) return [];
    // A head that is behind its line is told of by the line.
    const head = Math.max(heads.head?.sequenceNumber ?? 0, lines.messages.newest?.number ?? 0);
    const own = new Map(members.memberships.map((one) => [one.userId, one]));
    const problems: Problem[] = [];
    for (const listed of members.listed) {
      const { userId } = listed;
      const membership = own.get(userId);
      if (!isMirrored(membership, listed)) {
        problems.push({
          what: membership
            ? `${userId} is listed as ${listed.role}, but is ${membership.role} since ${membership.joinedAt}`
            : `${userId} is listed, but is no member`,
          repair: () => reconcileMember(deps, key, userId),
        });
      }
      if (membership && Math.max(membership.lastReadSequence, membership.lastDeliveredSequence) > head) {
        problems.push({
          what: `marks of ${userId} at ${membership.lastReadSequence} and ${membership.lastDeliveredSequence}, the head at ${head}`,
          repair: () => deps.store.lowerMarks(key, userId, membership, head),
        });
      }
    }
    const { memberCount } = members;
    if (memberCount !== own.size) {
      problems.push({
        what: `memberCount is ${memberCount}, members are ${own.size}`,
        repair: () => recount(deps, key),
      });
    }
    return problems;
  },
});
