import type { Joining } from '../../contract/admin.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';

/** What admins set of a tenant. */
export interface TenantSettings {
  readonly joining: Joining;
  /** Of e-mail addresses, in lower case. */
  readonly domains: readonly string[];
  /** Whether who registers has to confirm the address; as the deployment has it, where it is left out. */
  readonly confirmAddresses?: boolean | undefined;
}

/** A tenant as stored. */
export interface TenantRecord extends TenantSettings {
  readonly tenantId: TenantId;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601: since when it is suspended; left out: it is not. */
  readonly suspendedAt?: string | undefined;
  /** Counts changes of its settings, from 0. */
  readonly settingsVersion: number;
}

/** What became of a change; nothing was written unless it is 'changed'. not-admin: the actor is none. */
export type TenantChangeOutcome = 'changed' | 'overtaken' | 'contended' | 'not-admin';

/** The tenants of the deployment. */
export interface Tenants {
  /** One tenant. */
  read(tenantId: TenantId): Promise<TenantRecord | undefined>;
  /** Replaces the settings that `tenant` was read with, by an active admin of it, and tells the audit. */
  changeSettings(
    tenant: TenantRecord,
    change: { readonly actorId: UserId; readonly settings: TenantSettings; readonly entry: AuditEntry },
  ): Promise<TenantChangeOutcome>;
}
