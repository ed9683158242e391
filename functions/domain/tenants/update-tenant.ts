import type { Joining, Tenant } from '../../contract/admin.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { Forbidden, Invalid, NotFound, Unavailable } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import { presentTenant } from './get-tenant.ts';
import type { TenantSettings, Tenants } from './tenants.ts';

/** What changing a tenant's settings needs. */
export interface UpdateTenantDeps {
  readonly tenants: Tenants;
  readonly users: Pick<Users, 'read'>;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
}

/** What an admin wants of their tenant; what is left out stays. */
export interface UpdateTenant {
  readonly caller: Caller;
  readonly joining?: Joining | undefined;
  readonly domains?: readonly string[] | undefined;
  /** false: as the deployment has it. */
  readonly confirmAddresses?: boolean | undefined;
  readonly origin: RequestOrigin;
}

/** What the audit is told of settings. */
const told = ({ joining, domains, confirmAddresses = false }: TenantSettings) => ({
  joining,
  domains: [...domains],
  confirmAddresses,
});

/**
 * Changes who may join the caller's tenant, and whether they confirm their addresses. Again changes nothing.
 *
 * @throws Forbidden the caller is no admin of it
 * @throws Invalid whoever has an address of its domains would be nobody
 * @throws Unavailable others are changing it all the time
 */
export const updateTenant = async (
  deps: UpdateTenantDeps,
  { caller, origin, ...wanted }: UpdateTenant,
): Promise<Tenant> => {
  await requireAdmin(deps.users, caller);
  const attempt = await retryContended.execute(async () => {
    const tenant = await deps.tenants.read(caller.tenantId);
    if (tenant === undefined) throw new NotFound('tenant');
    const joining = wanted.joining ?? tenant.joining;
    const domains = wanted.domains === undefined ? tenant.domains : [...new Set(wanted.domains)].sort();
    if (joining === 'email-domain' && domains.length === 0) {
      throw new Invalid([{ path: 'domains', message: 'must name one at least, for email-domain' }]);
    }
    const confirmAddresses = (wanted.confirmAddresses ?? tenant.confirmAddresses === true) || undefined;
    const settings: TenantSettings = { joining, domains, confirmAddresses };
    const after = { ...tenant, ...settings };
    const [was, is] = [told(tenant), told(after)];
    if (JSON.stringify(was) === JSON.stringify(is)) return { outcome: 'changed' as const, after };
    const entry = auditEntry(
      deps.newId(),
      {
        action: 'tenant.settings-changed',
        actorId: caller.userId,
        target: { type: 'tenant', id: caller.tenantId },
        before: was,
        after: is,
      },
      origin,
      deps.clock,
    );
    const outcome = await deps.tenants.changeSettings(tenant, { actorId: caller.userId, settings, entry });
    return { outcome, after };
  });
  if (attempt.outcome === 'not-admin') throw new Forbidden('cannot do this; it takes an admin of the tenant');
  if (attempt.outcome !== 'changed') throw new Unavailable('cannot change the tenant; somebody else is doing so');
  return presentTenant(attempt.after);
};
