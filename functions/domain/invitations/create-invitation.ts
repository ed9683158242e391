import type { CreatedInvitation, InvitationId } from '../../contract/admin.ts';
import type { TenantRole } from '../../contract/identity.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { Forbidden, Unavailable } from '../errors.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import { hashInvitationToken, newInvitationToken } from './invitation-token.ts';
import type { InvitationRecord, Invitations } from './invitations.ts';
import { presentInvitation } from './present-invitation.ts';

/** What inviting needs. */
export interface CreateInvitationDeps {
  readonly invitations: Pick<Invitations, 'add'>;
  readonly users: Pick<Users, 'read'>;
  readonly mailer: Mailer;
  readonly takeToken: (caller: Caller) => Promise<void>;
  readonly clock: Clock;
  /** A new UUID, ordered by time. */
  readonly newId: () => string;
}

/** Who is invited, and as what. */
export interface CreateInvitation {
  readonly caller: Caller;
  /** In lower case; left out: whoever has the token. */
  readonly email?: string | undefined;
  readonly roles: readonly TenantRole[];
  readonly expiresInSeconds: number;
  readonly origin: RequestOrigin;
}

const dayMs = 24 * 3600 * 1000;

/**
 * Invites somebody into the caller's tenant. What it answers is the same whether or not anybody has registered with the
 * address, here or elsewhere. A mail that is not taken leaves the invitation to be passed on in another way.
 *
 * @throws Forbidden the caller is no admin of the tenant
 * @throws RateLimited the caller has invited too many
 * @throws Unavailable the invitation could not be written
 */
export const createInvitation = async (
  deps: CreateInvitationDeps,
  { caller, email, roles, expiresInSeconds, origin }: CreateInvitation,
): Promise<CreatedInvitation> => {
  const { tenantId, userId: createdBy } = caller;
  await requireAdmin(deps.users, caller);
  await deps.takeToken(caller);
  const invitationId = deps.newId() as InvitationId;
  const token = newInvitationToken({ tenantId, invitationId });
  const nowMs = deps.clock.nowMs();
  const invitation: InvitationRecord = {
    tenantId,
    invitationId,
    tokenHash: hashInvitationToken(token),
    email,
    roles: [...new Set(roles)],
    status: 'pending',
    createdAt: new Date(nowMs).toISOString(),
    createdBy,
    expiresAtMs: nowMs + expiresInSeconds * 1000,
  };
  const entry = auditEntry(
    `invited.${invitationId}`,
    {
      action: 'invitation.created',
      actorId: createdBy,
      target: { type: 'invitation', id: invitationId },
      after: { email: email ?? null, roles: [...invitation.roles] },
    },
    origin,
    deps.clock,
  );
  const { outcome } = await retryContended.execute(async () => ({
    outcome: await deps.invitations.add(invitation, entry),
  }));
  if (outcome === 'not-admin') throw new Forbidden('cannot do this; it takes an admin of the tenant');
  if (outcome !== 'added') throw new Unavailable('cannot invite; the tenant is being written to');
  const mailed = email !== undefined && (await mail(deps, invitation, email, token));
  return { ...presentInvitation(invitation, deps.clock), token, mailed };
};

const mail = async (
  { users, mailer, clock }: CreateInvitationDeps,
  { tenantId, createdBy, expiresAtMs }: InvitationRecord,
  to: string,
  invitation: string,
): Promise<boolean> => {
  const invitedBy = (await users.read(tenantId, createdBy))?.displayName ?? '';
  const validDays = Math.max(1, Math.floor((expiresAtMs - clock.nowMs()) / dayMs));
  try {
    await mailer.send({ kind: 'invitation', to, tenantId, invitedBy, invitation, validDays });
    return true;
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
};
