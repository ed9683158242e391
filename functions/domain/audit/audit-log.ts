import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';

/** How long an entry is kept, in ms: 400 days, a year and what it takes to look back at it. */
export const auditRetentionMs = 400 * 24 * 3600 * 1000;

/** Which entries of a tenant. */
export interface AuditSearch {
  readonly actorId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** ISO 8601 with milliseconds, as all of these. */
  readonly from: string;
  readonly to: string;
}

/** Tenants' audits. Entries are added, and never changed or taken away; what is too old expires. */
export interface AuditLog {
  /** Adds an entry; the same again changes nothing. */
  add(tenantId: TenantId, entry: AuditEntry): Promise<void>;
  /**
   * Entries newest first, at most `limit`, a moment late, from a position on. It reads a bounded number of entries, so
   * there may be more though it found few: `position` is where to go on then.
   */
  find(
    tenantId: TenantId,
    search: AuditSearch,
    options: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly position?: string | undefined }>;
}
