import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { TenantRole } from '../../contract/identity.ts';

/** A person as stored. */
export interface UserRecord {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly TenantRole[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/** How a person is named at login; unique in the deployment. */
export type LoginName = { readonly kind: 'email' | 'username'; readonly value: string };

/** What became of adding a person; nothing was written unless it is 'added'. */
export type AddOutcome = 'added' | 'email-taken' | 'username-taken' | 'tenant-exists' | 'tenant-missing';

/** The people of the deployment. */
export interface Users {
  /**
   * Adds a person and takes their address and username, in one transaction. `foundsTenant` makes the tenant too
   * (and fails with tenant-exists where somebody was quicker); else it has to be there.
   */
  add(user: UserRecord, options: { foundsTenant: boolean }): Promise<AddOutcome>;
  /** Whether there is such a tenant. */
  tenantExists(tenantId: TenantId): Promise<boolean>;
  /** Who logs in under this name. */
  findByLoginName(name: LoginName): Promise<{ tenantId: TenantId; userId: UserId } | undefined>;
  /** One person. */
  read(tenantId: TenantId, userId: UserId): Promise<UserRecord | undefined>;
  /** The people by these ids; those who do not exist are left out. */
  readMany(tenantId: TenantId, ids: readonly UserId[]): Promise<readonly UserRecord[]>;
}
