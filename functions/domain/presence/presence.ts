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

/** Whether these people are there: of more than `limit`, those who are come first. */
export const presenceOf = async (
  {
    connections,
    lastSeen,
  }: { readonly connections: Pick<Connections, 'ofUsers'>; readonly lastSeen: Pick<LastSeen, 'of'> },
  tenantId: TenantId,
  userIds: readonly UserId[],
  { limit }: { readonly limit: number },
): Promise<Presence[]> => {
  const live = Map.groupBy(await connections.ofUsers(tenantId, userIds), ({ userId }) => userId);
  const there = [...live.keys()].slice(0, limit);
  const gone = userIds.filter((userId) => !live.has(userId)).slice(0, limit - there.length);
  const seen = await lastSeen.of(tenantId, gone);
  return [
    ...there.map((userId) => ({ userId, status: statusOf(live.get(userId) ?? []), lastSeen: null })),
    ...gone.map((userId) => ({ userId, status: 'offline' as const, lastSeen: seen.get(userId) ?? null })),
  ];
};
