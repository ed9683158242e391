import type { AdminUser } from '../../contract/admin.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import type { UserId } from '../../contract/identifiers.ts';
import type { TenantRole } from '../../contract/identity.ts';
import { type Audited, auditEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import { Forbidden, NotFound, Unavailable } from '../errors.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { presentAdminUser } from './present-admin-user.ts';
import { requireAdmin } from './require-admin.ts';
import type { Standings } from './standings.ts';
import type { UserRecord, Users } from './users.ts';

/** What changing a person's standing needs. */
export interface ChangeStandingDeps {
  readonly users: Pick<Users, 'read'>;
  readonly standings: Standings;
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
}

/** What an admin wants a person to be. */
export interface ChangeStanding {
  readonly caller: Caller;
  readonly userId: UserId;
  readonly active?: boolean | undefined;
  /** All of them, in place of those that there are. */
  readonly roles?: readonly TenantRole[] | undefined;
  readonly origin: RequestOrigin;
}

/** Each role once, always in the same order. */
const inOrder = (roles: readonly TenantRole[]): readonly TenantRole[] => [...new Set(roles)].sort();

const wanted = (before: UserRecord, { active, roles }: ChangeStanding, now: string): UserRecord => ({
  ...before,
  roles: roles === undefined ? before.roles : inOrder(roles),
  deactivatedAt: active === undefined ? before.deactivatedAt : active ? undefined : (before.deactivatedAt ?? now),
});

const told = (before: UserRecord, after: UserRecord, { caller: { userId: actorId } }: ChangeStanding): Audited[] => {
  const common = { actorId, target: { type: 'person', id: after.userId } } as const;
  const [was, is] = [before, after].map(({ deactivatedAt }) => deactivatedAt === undefined);
  return [
    ...(was === is
      ? []
      : [
          {
            ...common,
            action: is ? ('person.reactivated' as const) : ('person.deactivated' as const),
            before: { active: was === true },
            after: { active: is === true },
          },
        ]),
    ...(before.roles.join() === after.roles.join()
      ? []
      : [
          {
            ...common,
            action: 'person.roles-changed' as const,
            before: { roles: [...before.roles] },
            after: { roles: [...after.roles] },
          },
        ]),
  ];
};

/** Whoever takes the role of admin from others has it, so that there is always one left who can give it. */
const refuseOneself = ({ caller, userId }: ChangeStanding, before: UserRecord, after: UserRecord): void => {
  if (userId !== caller.userId) return;
  const loses = after.deactivatedAt !== undefined || before.roles.some((role) => !after.roles.includes(role));
  if (loses) throw new Forbidden('cannot do this to oneself; it takes another admin, so that there is always one');
};

/**
 * Shuts a person out of the tenant, lets them in again, or gives them other roles. Again changes nothing.
 *
 * @throws Forbidden the caller is no admin of the tenant, or would take away their own place
 * @throws NotFound there is no such person in the tenant
 * @throws Unavailable the person is being changed all the time
 */
export const changeStanding = async (deps: ChangeStandingDeps, command: ChangeStanding): Promise<AdminUser> => {
  const { caller, userId, origin } = command;
  await requireAdmin(deps.users, caller);
  const attempt = await retryContended.execute(async () => {
    const before = await deps.users.read(caller.tenantId, userId);
    if (before === undefined) throw new NotFound('user');
    const after = wanted(before, command, new Date(deps.clock.nowMs()).toISOString());
    const audited = told(before, after, command);
    if (audited.length === 0) return { outcome: 'changed' as const, user: before };
    refuseOneself(command, before, after);
    const entries: AuditEntry[] = audited.map((one) => auditEntry(deps.newId(), one, origin, deps.clock));
    const outcome = await deps.standings.change({ actorId: caller.userId, before, after, entries });
    return { outcome, user: after };
  });
  if (attempt.outcome === 'not-admin') throw new Forbidden('cannot do this; it takes an admin of the tenant');
  if (attempt.outcome !== 'changed') throw new Unavailable('cannot change the person; somebody else is doing so');
  return presentAdminUser(attempt.user);
};
