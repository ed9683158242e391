import type { Outbox } from '../outbox.ts';
import type { Check } from './check.ts';
import type { Evidence } from './evidence.ts';
import { type ReconcileDeps, reconcileMember } from './reconcile-member.ts';
import { stateOf } from './state.ts';

/** What looking at half a conversation needs. */
export interface ExistenceCheckDeps extends ReconcileDeps {
  readonly outbox: Outbox;
}

/** How long what is under way may take, ms; a function ends within minutes. */
const underWayMs = 3600_000;

/** Whether it was begun so long ago, ISO 8601, that nobody goes on with it. */
export const isAbandoned = (begunAt: string, nowMs: number): boolean => Date.parse(begunAt) < nowMs - underWayMs;

/**
 * A conversation is there as a whole or not at all. One that was begun and never finished is cleaned away, one that was
 * deleted goes on to be purged. A head or a conversation that is missing can't be made up.
 */
export const existenceCheck = (deps: ExistenceCheckDeps): Check<Evidence> => ({
  name: 'existence',
  find: async ({ key, heads, members, nowMs }) => {
    switch (stateOf(heads)) {
      case 'absent':
        return (members?.listed ?? [])
          .filter(({ joinedAt }) => isAbandoned(joinedAt, nowMs))
          .map(({ userId }) => ({
            what: `${userId} is listed in a conversation that was begun and never finished`,
            repair: () => reconcileMember(deps, key, userId),
          }));
      case 'ended': {
        const { lastChange } = heads;
        if (lastChange === undefined || !isAbandoned(lastChange.timestamp, nowMs)) return [];
        const repair = async () => deps.outbox.publish(lastChange.event());
        return [{ what: `deleted at ${lastChange.timestamp}, and not purged`, repair }];
      }
      case 'torn':
        return [{ what: heads.conversation ? 'no head, and no deletion' : 'no conversation, but what belongs to one' }];
      default:
        return [];
    }
  },
});
