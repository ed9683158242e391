import type { TenantId } from '../../contract/identifiers.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { Suspensions } from './suspensions.ts';

/** What suspending needs. */
export interface SuspendTenantDeps {
  readonly suspensions: Suspensions;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
}

/** Which tenant an operator suspends, or resumes. */
export interface SuspendTenant {
  readonly tenantId: TenantId;
  readonly suspended: boolean;
  readonly origin: RequestOrigin;
}

/**
 * Shuts all people of a tenant out, whoever they are, or lets them go on where they were. Again changes nothing.
 *
 * @throws NotFound there is no such tenant
 * @throws Unavailable it is being written to all the time
 */
export const suspendTenant = async (
  { suspensions, clock, newId }: SuspendTenantDeps,
  { tenantId, suspended, origin }: SuspendTenant,
): Promise<'changed' | 'unchanged'> => {
  const entry = auditEntry(
    newId(),
    {
      action: suspended ? 'tenant.suspended' : 'tenant.resumed',
      actorId: 'operator',
      target: { type: 'tenant', id: tenantId },
    },
    origin,
    clock,
  );
  const { outcome } = await retryContended.execute(async () => ({
    outcome: await suspensions.set(tenantId, suspended ? entry.timestamp : undefined, entry),
  }));
  if (outcome === 'missing') throw new NotFound('tenant');
  if (outcome === 'contended') throw new Unavailable('cannot suspend or resume the tenant; it is being written to');
  return outcome;
};
