import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';

/** Which tenants the deployment serves. */
export interface Suspensions {
  /** Denies a tenant everything, from an instant (ISO 8601) on, or nothing any more, and tells its audit, in one step. */
  set(
    tenantId: TenantId,
    suspendedAt: string | undefined,
    entry: AuditEntry,
  ): Promise<'changed' | 'unchanged' | 'missing' | 'contended'>;
}
