import type { AuditEntry } from '../../contract/audit.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { UserRecord } from './users.ts';

/** A change of what a person may do in the tenant. */
export interface StandingChange {
  /** Who makes it: an active admin of the tenant, or nothing is written. */
  readonly actorId: UserId;
  readonly before: UserRecord;
  /** With other roles, or another `deactivatedAt`; of another person than the actor. */
  readonly after: UserRecord;
  readonly entries: readonly AuditEntry[];
}

/**
 * What became of it; nothing was written unless it is 'changed'. overtaken: the person is not as before; not-admin: the
 * actor is none.
 */
export type StandingOutcome = 'changed' | 'overtaken' | 'contended' | 'not-admin';

/** What people may do in their tenants. */
export interface Standings {
  /** Changes it, with the denial that goes with it, all or nothing. */
  change(change: StandingChange): Promise<StandingOutcome>;
}
