import * as z from 'zod';
import { PageQuery } from './paging.ts';
import { Timestamp } from './text.ts';

/** What an action is done to. */
export const auditTargets = ['person', 'session', 'tenant', 'invitation', 'conversation', 'message'] as const;

interface AuditActionFacts {
  /** In a sentence that says when there is an entry. */
  readonly when: string;
  readonly target: (typeof auditTargets)[number];
  /**
   * change: the entry is committed with what it tells of, all or nothing, and can't be lost alone. best effort: nothing
   * was changed that it could be committed with.
   */
  readonly written: 'change' | 'best effort';
}

/** Everything that the audit tells of. Documents, validation and types are made from this table. */
export const auditActions = {
  'person.registered': {
    when: 'Somebody registered; whose registration made the tenant is its admin, who was invited has the roles of that',
    target: 'person',
    written: 'change',
  },
  'person.confirmed': {
    when: 'A person confirmed the address with a mailed code',
    target: 'person',
    written: 'change',
  },
  'password.reset': {
    when: 'A person set another password with a mailed code; all sessions end behind it',
    target: 'person',
    written: 'change',
  },
  'password.changed': {
    when: 'A person set another password by showing the current one; all sessions but that one end behind it',
    target: 'person',
    written: 'change',
  },
  'mfa.enabled': { when: 'A person switched MFA on', target: 'person', written: 'change' },
  'mfa.disabled': { when: 'A person switched MFA off, with its second factor', target: 'person', written: 'change' },
  'mfa.recovery-codes-renewed': {
    when: 'A person got another set of recovery codes, and the old one is void',
    target: 'person',
    written: 'change',
  },
  'mfa.recovery-code-used': {
    when: 'A recovery code stood in for the second factor, once',
    target: 'person',
    written: 'change',
  },
  'mfa.removed': {
    when: 'An admin took the second factor of a person away who had lost it; all sessions end behind it',
    target: 'person',
    written: 'change',
  },
  'login.succeeded': { when: 'A person logged in, and a session began', target: 'session', written: 'change' },
  'login.failed': {
    when: 'A login under the name of a person of the tenant failed; the actor is who was named, not who tried',
    target: 'person',
    written: 'best effort',
  },
  'session.logged-out': { when: 'A person ended the session that asked', target: 'session', written: 'change' },
  'session.revoked': {
    when: 'A person ended another session of their own, or set another password, or an admin shut its person out or took their second factor away',
    target: 'session',
    written: 'change',
  },
  'session.refused': {
    when: 'The identity provider refused a refresh, which ended the session',
    target: 'session',
    written: 'change',
  },
  'refresh.replayed': {
    when: 'A refresh token was used again, which ended the session',
    target: 'session',
    written: 'change',
  },
  'refresh.wrong-device': {
    when: 'A refresh token came from another device, which ended the session',
    target: 'session',
    written: 'change',
  },
  'refresh.wrong-key': {
    when: "A refresh was proved by another key than the session's, which ended it",
    target: 'session',
    written: 'change',
  },
  'person.deactivated': {
    when: 'An admin shut a person out, whose sessions end',
    target: 'person',
    written: 'change',
  },
  'person.reactivated': { when: 'An admin let a person in again', target: 'person', written: 'change' },
  'person.roles-changed': { when: 'An admin gave a person other roles', target: 'person', written: 'change' },
  'tenant.settings-changed': {
    when: 'An admin changed who may join the tenant, or whether addresses are confirmed',
    target: 'tenant',
    written: 'change',
  },
  'invitation.created': { when: 'An admin invited somebody', target: 'invitation', written: 'change' },
  'invitation.revoked': { when: 'An admin took an invitation back', target: 'invitation', written: 'change' },
  'tenant.suspended': {
    when: 'An operator of the deployment shut all people of the tenant out',
    target: 'tenant',
    written: 'change',
  },
  'tenant.resumed': { when: 'An operator let them in again', target: 'tenant', written: 'change' },
  'conversation.deleted': { when: 'An owner deleted a conversation', target: 'conversation', written: 'change' },
  'member.added': { when: 'An owner or admin added a member', target: 'person', written: 'change' },
  'member.removed': { when: 'An owner or admin removed a member', target: 'person', written: 'change' },
  'member.role-changed': { when: 'An owner gave a member another role', target: 'person', written: 'change' },
  'message.edited': {
    when: 'An author edited a message; the change of that number keeps the text that was replaced',
    target: 'message',
    written: 'change',
  },
  'message.deleted': {
    when: 'Somebody deleted a message; the change of that number keeps the text',
    target: 'message',
    written: 'change',
  },
} as const satisfies Record<string, AuditActionFacts>;

/** What was done. */
export const AuditAction = z
  .enum(Object.keys(auditActions) as (keyof typeof auditActions)[])
  .meta({ id: 'AuditAction', description: 'What was done: docs/api/audit.md tells when' });
export type AuditAction = z.infer<typeof AuditAction>;

/** Somebody has another password. */
export const newPasswordActions = ['password.reset', 'password.changed'] as const satisfies readonly AuditAction[];

/** What happened to a person's account that they are told of by mail, so that they know where it was not them. */
export const mailedActions = [...newPasswordActions, 'mfa.removed'] as const satisfies readonly AuditAction[];

/** What ends a person's sessions. */
export const sessionEndingActions = [
  'person.deactivated',
  'mfa.removed',
  ...newPasswordActions,
] as const satisfies readonly AuditAction[];

/** What was so before or after, as far as it concerns the action: roles, numbers, settings; no text of anybody's. */
const AuditState = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));
export type AuditState = z.infer<typeof AuditState>;

/** One entry of a tenant's audit. It holds no message, no password and no token. */
export const AuditEntry = z
  .object({
    id: z.string(),
    action: AuditAction,
    actorId: z.string().nullable().meta({
      description: "Who did it: a user's id, `operator` for who runs the deployment, or null where nobody is known",
    }),
    target: z.object({
      type: z.enum(auditTargets),
      id: z.string(),
      conversationId: z.string().optional().meta({ description: 'In which conversation' }),
    }),
    before: AuditState.nullable(),
    after: AuditState.nullable(),
    ip: z.string().nullable().meta({ description: "The client's address" }),
    userAgent: z.string().nullable().meta({ description: 'As the client says, cut to 256 characters' }),
    timestamp: Timestamp,
    correlationId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Query of GET /admin/audit. */
export const AuditQuery = z
  .strictObject({
    ...PageQuery.shape,
    actorId: z.string().min(1).max(64).optional(),
    action: AuditAction.optional(),
    from: Timestamp.optional().meta({ description: 'The earliest instant' }),
    to: Timestamp.optional().meta({ description: 'The latest instant, itself included' }),
  })
  .meta({ id: 'AuditQuery' });

/** Answer of GET /admin/audit: newest first. */
export const AuditPage = z
  .object({
    items: z.array(AuditEntry),
    nextCursor: z.string().nullable().meta({
      description: 'Where there is one there may be more, though this page holds few or none: its reads are bounded',
    }),
  })
  .meta({ id: 'AuditPage' });
