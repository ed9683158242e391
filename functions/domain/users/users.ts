import type { AuditEntry } from '../../contract/audit.ts';
import type { MediaId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { TenantRole } from '../../contract/identity.ts';
import type { InvitationRecord } from '../invitations/invitations.ts';
import type { MediaRecord } from '../media/media-store.ts';

/** A person as stored. */
export interface UserRecord {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  /** ISO 8601: since when the display name is this one; left out: always. */
  readonly renamedAt?: string | undefined;
  /** The file that others see the person by. */
  readonly avatarMediaId?: MediaId | undefined;
  readonly roles: readonly TenantRole[];
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601: since when the person is shut out; left out: they are not. */
  readonly deactivatedAt?: string | undefined;
  /** Whether a login takes a second factor; left out: it does not. */
  readonly mfaEnabled?: boolean | undefined;
  /** When the password was last set anew, in milliseconds since the epoch; left out: never. */
  readonly passwordResetAtMs?: number | undefined;
  /** When the person was last about to change it and had shown the current one, likewise. */
  readonly passwordChangeBegunAtMs?: number | undefined;
}

/** What others see a person by. */
export type Look = Pick<UserRecord, 'displayName' | 'avatarMediaId'>;

/** Who logs in under a name. */
export interface LoginEntry {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** Whether the address is known to be theirs; nobody logs in before. */
  readonly isConfirmed: boolean;
}

/** How a person is named at login; unique in the deployment. */
export type LoginName = { readonly kind: 'email' | 'username'; readonly value: string };

/** What became of adding a person; nothing was written unless it is 'added'. */
export type AddOutcome =
  | 'added'
  | 'email-taken'
  | 'username-taken'
  /** Somebody else has founded it. */
  | 'tenant-exists'
  /** It is not there, has other settings, or is suspended. */
  | 'tenant-changed'
  /** It was used, was taken back, or has expired. */
  | 'invitation-gone'
  /** Other writes were under way. */
  | 'contended';

/** Somebody who was found by a name. */
export interface FoundUser {
  readonly user: Pick<UserRecord, 'userId' | 'username' | 'displayName' | 'avatarMediaId'>;
  /** Where the name stands among those of the tenant; it begins with the name, folded. */
  readonly position: string;
}

/** The people of the deployment. */
export interface Users {
  /**
   * Adds a person, with the names that others find them by, takes their address and username, and tells the audit, in
   * one transaction. `foundsTenant` makes the tenant too (and fails with tenant-exists where somebody was quicker); else
   * it has to be there, with the settings of this version (0: as it was made), and not suspended. An invitation is used
   * by it, and has to be good still.
   */
  add(
    user: UserRecord,
    options: {
      readonly foundsTenant: boolean;
      readonly isConfirmed: boolean;
      readonly settingsVersion?: number | undefined;
      readonly invitation?: InvitationRecord | undefined;
      readonly entry: AuditEntry;
    },
  ): Promise<AddOutcome>;
  /** Who logs in under this name. */
  findByLoginName(name: LoginName): Promise<LoginEntry | undefined>;
  /** The address is the person's: they can log in; tells the audit, in one transaction. */
  confirm(user: UserRecord, entry: AuditEntry): Promise<void>;
  /** As `confirm`, and remembers when the password was reset. */
  noteReset(user: UserRecord, atMs: number, entry: AuditEntry): Promise<void>;
  /** Remembers that the person has shown the current password and is about to change it. */
  beginNewPassword(user: UserRecord, atMs: number): Promise<void>;
  /** Remembers when the password was changed, and tells the audit, in one transaction. */
  noteNewPassword(user: UserRecord, atMs: number, entry: AuditEntry): Promise<void>;
  /** One person. */
  read(tenantId: TenantId, userId: UserId): Promise<UserRecord | undefined>;
  /** The people by these ids; those who do not exist are left out. */
  readMany(tenantId: TenantId, ids: readonly UserId[]): Promise<readonly UserRecord[]>;
  /**
   * Gives a person another look; consumers of the stream are told of another display name. `avatar` is the look's new
   * picture as it was when it was looked at. overtaken: `user` or the picture is not as it is, and nothing was written.
   */
  show(
    user: UserRecord,
    as: {
      readonly look: Look;
      readonly avatar?: MediaRecord | undefined;
      /** ISO 8601. */
      readonly now: string;
      /** Of the request; consumers of the stream go on with it. */
      readonly correlationId: string;
    },
  ): Promise<'shown' | 'overtaken' | 'contended'>;
  /**
   * The people of a tenant whose username or display name, or that from one of its words on, begins with `prefix` when
   * folded, each once, a moment late, in the order of the names; at most `limit`, after a position. Who is shut out is
   * left out, unless they are asked for.
   */
  findByPrefix(
    tenantId: TenantId,
    prefix: string,
    options: {
      readonly limit: number;
      readonly after?: string | undefined;
      readonly includesInactive?: boolean;
    },
  ): Promise<readonly FoundUser[]>;
}
