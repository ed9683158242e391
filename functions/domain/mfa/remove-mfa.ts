import type { UserId } from '../../contract/identifiers.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import { Forbidden, NotFound } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { type EndSessionsDeps, endSessionsOf } from '../sessions/end-sessions-of.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import type { SecondFactors } from './second-factors.ts';

/** What taking a second factor away needs. */
export interface RemoveMfaDeps extends EndSessionsDeps {
  readonly users: Pick<Users, 'read'>;
  readonly factors: Pick<SecondFactors, 'remove'>;
  /** A new UUID. */
  readonly newId: () => string;
}

/** An admin who is told that a person has lost the second factor. */
export interface RemoveMfa {
  readonly caller: Caller;
  readonly userId: UserId;
  readonly origin: RequestOrigin;
}

/**
 * Takes the second factor of a person away, who logs in with the password alone from then on, and ends their sessions:
 * whoever has them may have the device that was lost. Again, and where there is none, nothing is done.
 *
 * @throws Forbidden the caller is no admin of the tenant, or wants it of themselves, which takes the factor
 * @throws NotFound there is no such person in the tenant
 * @throws Unavailable the factor is being changed all the time
 */
export const removeMfa = async (deps: RemoveMfaDeps, { caller, userId, origin }: RemoveMfa): Promise<void> => {
  await requireAdmin(deps.users, caller);
  if (userId === caller.userId) {
    throw new Forbidden('cannot do this to oneself; it takes the second factor, or another admin');
  }
  const user = await deps.users.read(caller.tenantId, userId);
  if (user === undefined) throw new NotFound('user');
  const entry = auditEntry(
    deps.newId(),
    { action: 'mfa.removed', actorId: caller.userId, target: { type: 'person', id: userId } },
    origin,
    deps.clock,
  );
  const outcome = await deps.factors.remove({ tenantId: caller.tenantId, userId }, caller.userId, entry);
  if (outcome === 'not-admin') throw new Forbidden('cannot do this; it takes an admin of the tenant');
  if (outcome === 'removed') await endSessionsOf(deps, caller.tenantId, entry);
};
