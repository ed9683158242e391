import type { Invitation } from '../../contract/admin.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import type { Invitations } from './invitations.ts';
import { presentInvitation } from './present-invitation.ts';

/** What listing invitations needs. */
export interface ListInvitationsDeps {
  readonly invitations: Pick<Invitations, 'list'>;
  readonly users: Pick<Users, 'read'>;
  readonly clock: Clock;
}

/**
 * A page of the invitations into the caller's tenant, newest first. The cursor is the last one's id, which tells nothing
 * that the page did not.
 *
 * @throws Forbidden the caller is no admin of the tenant
 */
export const listInvitations = async (
  { invitations, users, clock }: ListInvitationsDeps,
  { caller, limit, cursor }: { readonly caller: Caller; readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: readonly Invitation[]; nextCursor: string | null }> => {
  await requireAdmin(users, caller);
  const found = await invitations.list(caller.tenantId, { limit: limit + 1, afterId: cursor });
  const page = found.slice(0, limit);
  return {
    items: page.map((record) => presentInvitation(record, clock)),
    nextCursor: found.length > limit ? (page.at(-1)?.invitationId ?? null) : null,
  };
};
