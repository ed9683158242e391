import type { InvitationId } from '../../contract/admin.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import type { Invitations } from './invitations.ts';

/** What taking an invitation back needs. */
export interface RevokeInvitationDeps {
  readonly invitations: Pick<Invitations, 'find' | 'revoke'>;
  readonly users: Pick<Users, 'read'>;
  readonly clock: Clock;
}

/**
 * Takes an invitation back: nobody can register with it any more. Again changes nothing.
 *
 * @throws Forbidden the caller is no admin of the tenant
 * @throws NotFound the tenant has no such invitation, or somebody has used it
 * @throws Unavailable it is being written to all the time
 */
export const revokeInvitation = async (
  { invitations, users, clock }: RevokeInvitationDeps,
  {
    caller,
    invitationId,
    origin,
  }: { readonly caller: Caller; readonly invitationId: InvitationId; readonly origin: RequestOrigin },
): Promise<void> => {
  await requireAdmin(users, caller);
  const { outcome } = await retryContended.execute(async () => {
    const invitation = await invitations.find(caller.tenantId, invitationId);
    if (invitation === undefined || invitation.status === 'used') throw new NotFound('invitation');
    if (invitation.status === 'revoked') return { outcome: 'revoked' as const };
    const target = { type: 'invitation', id: invitationId } as const;
    const entry = auditEntry(
      `revoked.${invitationId}`,
      { action: 'invitation.revoked', actorId: caller.userId, target },
      origin,
      clock,
    );
    return { outcome: await invitations.revoke(invitation, entry) };
  });
  if (outcome !== 'revoked') throw new Unavailable('cannot take the invitation back; it is being written to');
};
