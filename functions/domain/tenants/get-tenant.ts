import type { Tenant } from '../../contract/admin.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import type { TenantRecord, Tenants } from './tenants.ts';

/** A tenant as its admins see it. */
export const presentTenant = ({
  tenantId,
  createdAt,
  joining,
  domains,
  confirmAddresses = false,
}: TenantRecord): Tenant => ({
  id: tenantId,
  createdAt,
  joining,
  domains: [...domains],
  confirmAddresses,
});

/**
 * The caller's tenant.
 *
 * @throws Forbidden the caller is no admin of it
 */
export const getTenant = async (
  { tenants, users }: { readonly tenants: Pick<Tenants, 'read'>; readonly users: Pick<Users, 'read'> },
  { caller }: { readonly caller: Caller },
): Promise<Tenant> => {
  await requireAdmin(users, caller);
  const tenant = await tenants.read(caller.tenantId);
  if (tenant === undefined) throw new NotFound('tenant');
  return presentTenant(tenant);
};
