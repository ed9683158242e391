import type { InvitationId } from '../../contract/admin.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { TenantRole } from '../../contract/identity.ts';

/** An invitation as stored. */
export interface InvitationRecord {
  readonly tenantId: TenantId;
  readonly invitationId: InvitationId;
  /** SHA-256 of its token, base64url. */
  readonly tokenHash: string;
  /** The only address that it is good for, in lower case; left out: any. */
  readonly email?: string | undefined;
  readonly roles: readonly TenantRole[];
  readonly status: 'pending' | 'used' | 'revoked';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly createdBy: UserId;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  readonly usedBy?: UserId | undefined;
}

/** Invitations into tenants. A registration uses one, in its own transaction (Users). */
export interface Invitations {
  /** Adds one, by an active admin of the tenant, and tells the audit. */
  add(invitation: InvitationRecord, entry: AuditEntry): Promise<'added' | 'contended' | 'not-admin'>;
  /** One invitation. */
  find(tenantId: TenantId, invitationId: InvitationId): Promise<InvitationRecord | undefined>;
  /** A tenant's, newest first, after this one. */
  list(
    tenantId: TenantId,
    options: { readonly limit: number; readonly afterId?: string | undefined },
  ): Promise<readonly InvitationRecord[]>;
  /** Takes back one that is pending, and tells the audit; overtaken: it is not. */
  revoke(invitation: InvitationRecord, entry: AuditEntry): Promise<'revoked' | 'overtaken' | 'contended'>;
}
