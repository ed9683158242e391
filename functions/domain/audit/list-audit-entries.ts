import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { Invalid } from '../errors.ts';
import { requireAdmin } from '../users/require-admin.ts';
import type { Users } from '../users/users.ts';
import { type AuditLog, auditRetentionMs } from './audit-log.ts';

/** What reading the audit needs. */
export interface ListAuditEntriesDeps {
  readonly audit: Pick<AuditLog, 'find'>;
  readonly users: Pick<Users, 'read'>;
  readonly clock: Clock;
}

/** Which entries an admin asks for. */
export interface ListAuditEntries {
  readonly caller: Caller;
  readonly actorId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** ISO 8601. */
  readonly from?: string | undefined;
  /** ISO 8601; itself included. */
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

const strangeCursor = () =>
  new Invalid([{ path: 'cursor', message: 'must be the nextCursor of a page of the same query' }]);

/** A position begins with the entry's time. */
const decodeCursor = (cursor: string): string => {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{4}-\d\d-\d\dT[\d:.]{12}Z#./.test(position) && encodeCursor(position) === cursor) return position;
  throw strangeCursor();
};

/** With milliseconds, which some leave out: so text sorts as time does. */
const exactly = (ms: number): string => new Date(ms).toISOString();

/** What a year of four digits can say at last. */
const latest = '9999-12-31T23:59:59.999Z';

/**
 * A page of the tenant's audit, newest first.
 *
 * @throws Forbidden the caller is no admin of the tenant
 * @throws Invalid the cursor is not one of ours
 */
export const listAuditEntries = async (
  deps: ListAuditEntriesDeps,
  { caller, actorId, action, from, to, limit, cursor }: ListAuditEntries,
): Promise<{ items: readonly AuditEntry[]; nextCursor: string | null }> => {
  await requireAdmin(deps.users, caller);
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  // The table forgets late, so the time decides.
  const earliestMs = deps.clock.nowMs() - auditRetentionMs;
  const search = {
    actorId,
    action,
    from: exactly(Math.max(earliestMs, from === undefined ? earliestMs : Date.parse(from))),
    to: to === undefined ? latest : exactly(Date.parse(to)),
  };
  if (search.from > search.to || (after !== undefined && after < search.from)) return { items: [], nextCursor: null };
  if (after !== undefined && after > `${search.to}~`) throw strangeCursor();
  const { entries, position } = await deps.audit.find(caller.tenantId, search, { limit, after });
  return { items: entries, nextCursor: position === undefined ? null : encodeCursor(position) };
};
