import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Presence } from '../../contract/presence.ts';
import type { Connection, Connections } from '../connections/connections.ts';

/** When people were last there. */
export interface LastSeen {
  put(tenantId: TenantId, userId: UserId, lastSeen: string): Promise<void>;
  /** ISO 8601 by person; those never seen are left out. */
  of(tenantId: TenantId, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, string>>;
}

/** A person is online while one device is, away while all that are there are, and offline with the last one. */
export const statusOf = (connections: readonly Pick<Connection, 'status'>[]): Presence['status'] => {
  if (connections.some(({ status }) => status === 'online')) return 'online';
  return connections.length > 0 ? 'away' : 'offline';
};

/** Whether these people are there. */
export const presenceOf = async (
  {
    connections,
    lastSeen,
  }: { readonly connections: Pick<Connections, 'ofUsers'>; readonly lastSeen: Pick<LastSeen, 'of'> },
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<Presence[]> => {
  const [live, seen] = await Promise.all([connections.ofUsers(tenantId, userIds), lastSeen.of(tenantId, userIds)]);
  const byUser = Map.groupBy(live, ({ userId }) => userId);
  return userIds.map((userId) => {
    const status = statusOf(byUser.get(userId) ?? []);
    return { userId, status, lastSeen: status === 'offline' ? (seen.get(userId) ?? null) : null };
  });
};
