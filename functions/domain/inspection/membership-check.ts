import pMap from 'p-map';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Memberships } from '../conversations/memberships.ts';
import type { Check, Problem } from './check.ts';
import { isAbandoned } from './existence-check.ts';
import type { InspectionStore } from './inspection-store.ts';
import { isMirrored, type ReconcileDeps, reconcileMember } from './reconcile-member.ts';
import { stateOf } from './state.ts';

/** A person, all of whose memberships are looked at, or one. */
export interface Person {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly conversationId?: ConversationId | undefined;
  readonly nowMs: number;
}

/** What looking at a person's memberships needs. */
export interface MembershipCheckDeps extends ReconcileDeps {
  readonly store: ReconcileDeps['store'] & Pick<InspectionStore, 'findListed'>;
  readonly memberships: Pick<Memberships, 'find' | 'list' | 'listOf'>;
}

const membershipsAtOnce = 4;

/** Who is a member is listed by the conversation, and the conversation is there. */
export const membershipCheck = (deps: MembershipCheckDeps): Check<Person> => ({
  name: 'memberships',
  find: async ({ tenantId, userId, conversationId, nowMs }) => {
    const { store, memberships } = deps;
    const all = await memberships.listOf(tenantId, userId);
    const problems = await pMap(
      all.filter((one) => conversationId === undefined || one.conversationId === conversationId),
      async (one): Promise<Problem[]> => {
        const key = { tenantId, conversationId: one.conversationId };
        if (isMirrored(one, await store.findListed(key, userId)) && stateOf(await store.readHeads(key)) === 'live') {
          return [];
        }
        // Again between two looks at the changes, so that who leaves or joins meanwhile does not look like damage.
        const before = await store.readHeads(key);
        const [membership, listed] = [await memberships.find(key, userId), await store.findListed(key, userId)];
        const after = await store.readHeads(key);
        const isStill = before.conversation?.changeNumber === after.conversation?.changeNumber;
        if (!isStill || membership === undefined) return [];
        const repair = () => reconcileMember(deps, key, userId);
        const state = stateOf(after);
        if (state === 'purged' || (state === 'absent' && isAbandoned(membership.joinedAt, nowMs))) {
          return [{ what: `member of ${key.conversationId}, which is not there`, repair }];
        }
        if (state !== 'live' || isMirrored(membership, listed)) return [];
        const told = listed ? `listed as ${listed.role}` : 'not listed';
        return [{ what: `${membership.role} of ${key.conversationId}, but ${told}`, repair }];
      },
      { concurrency: membershipsAtOnce },
    );
    return problems.flat();
  },
});
