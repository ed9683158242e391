import type { TenantId } from '../../contract/identifiers.ts';
import type { TenantRole } from '../../contract/identity.ts';
import type { Clock } from '../clock.ts';
import { Forbidden } from '../errors.ts';
import { hashInvitationToken, invitationKeyIn } from '../invitations/invitation-token.ts';
import type { InvitationRecord, Invitations } from '../invitations/invitations.ts';
import type { TenantRecord, Tenants } from '../tenants/tenants.ts';

/** What telling who may join needs. */
export interface AdmissionDeps {
  readonly tenants: Pick<Tenants, 'read'>;
  readonly invitations: Pick<Invitations, 'find'>;
  /** closed: nobody may found a tenant, or join one uninvited. */
  readonly signUp: 'open' | 'closed';
  readonly clock: Clock;
}

/** Who wants to join what. */
export interface Joiner {
  /** In lower case. */
  readonly email: string;
  /** Left out: that of the invitation, or else the default one. */
  readonly tenant?: TenantId | undefined;
  /** An invitation's token. */
  readonly invitation?: string | undefined;
}

/** As what somebody may join. */
export interface Admission {
  readonly tenantId: TenantId;
  /** As it was read; left out: it is founded by who joins. */
  readonly tenant?: TenantRecord | undefined;
  readonly roles: readonly TenantRole[];
  readonly invitation?: InvitationRecord | undefined;
}

const defaultTenant = 'default' as TenantId;

/** The same for whatever keeps somebody out, so that it says nothing of tenants, invitations and addresses. */
export const notAdmitted = (): Forbidden =>
  new Forbidden('cannot register; it takes an invitation that is in force, or an address that may join');

const isGoodFor = ({ email: only, status, expiresAtMs }: InvitationRecord, email: string, nowMs: number): boolean =>
  status === 'pending' && expiresAtMs > nowMs && (only === undefined || only === email);

const invitationOf = async (
  { invitations, clock }: AdmissionDeps,
  { email, tenant, invitation: token }: Joiner,
): Promise<InvitationRecord | undefined> => {
  if (token === undefined) return undefined;
  const key = invitationKeyIn(token);
  const found = key && (await invitations.find(key.tenantId, key.invitationId));
  if (
    found === undefined ||
    found.tokenHash !== hashInvitationToken(token) ||
    (tenant !== undefined && tenant !== found.tenantId) ||
    !isGoodFor(found, email, clock.nowMs())
  ) {
    throw notAdmitted();
  }
  return found;
};

/** Whether an address may join a tenant uninvited. */
const mayJoin = ({ joining, domains }: TenantRecord, email: string): boolean => {
  switch (joining) {
    case 'open':
      return true;
    case 'email-domain':
      return domains.includes(email.slice(email.lastIndexOf('@') + 1));
    case 'invitation':
      return false;
  }
};

/**
 * As what somebody may join which tenant, as things are now: the transaction that lets them join asks that they are so
 * still.
 *
 * @throws Forbidden they may not, and are not told why
 */
export const admit = async (deps: AdmissionDeps, joiner: Joiner): Promise<Admission> => {
  const invitation = await invitationOf(deps, joiner);
  const tenantId = invitation?.tenantId ?? joiner.tenant ?? defaultTenant;
  const tenant = await deps.tenants.read(tenantId);
  const isAdmitted =
    tenant === undefined
      ? deps.signUp === 'open'
      : tenant.suspendedAt === undefined &&
        (invitation !== undefined || (deps.signUp === 'open' && mayJoin(tenant, joiner.email)));
  if (!isAdmitted) throw notAdmitted();
  return { tenantId, tenant, roles: tenant === undefined ? ['admin'] : (invitation?.roles ?? []), invitation };
};
