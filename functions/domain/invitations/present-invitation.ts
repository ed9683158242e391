import type { Invitation } from '../../contract/admin.ts';
import type { Clock } from '../clock.ts';
import type { InvitationRecord } from './invitations.ts';

/** An invitation as admins see it. */
export const presentInvitation = (record: InvitationRecord, clock: Clock): Invitation => {
  const { invitationId, email, roles, status, createdAt, createdBy, expiresAtMs, usedBy } = record;
  return {
    id: invitationId,
    email: email ?? null,
    roles: [...roles],
    status: status === 'pending' && expiresAtMs <= clock.nowMs() ? 'expired' : status,
    createdAt,
    createdBy,
    expiresAt: new Date(expiresAtMs).toISOString(),
    usedBy: usedBy ?? null,
  };
};
