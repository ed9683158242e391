import type { TenantId } from '../../contract/identifiers.ts';

/** A code that shows who holds a mailbox. */
interface CodeMail {
  readonly kind: 'confirmation' | 'reset';
  /** One address. */
  readonly to: string;
  readonly code: string;
  readonly validMinutes: number;
}

/** An invitation into a tenant. */
interface InvitationMail {
  readonly kind: 'invitation';
  /** One address. */
  readonly to: string;
  readonly tenantId: TenantId;
  /** The display name of who invites. */
  readonly invitedBy: string;
  /** What the invited person registers with. */
  readonly invitation: string;
  readonly validDays: number;
}

/** That the password is another one, or that there is no second factor any more. */
interface AccountChangeMail {
  readonly kind: 'new-password' | 'removed-factor';
  /** One address. */
  readonly to: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A mail, by what it is for; how it reads is in one place (`renderMail`). */
export type Mail = CodeMail | InvitationMail | AccountChangeMail;
