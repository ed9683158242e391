import pMap from 'p-map';
import type { Presence } from '../../contract/presence.ts';
import type { Clock } from '../clock.ts';
import type { ConnectionName, Connections, ConnectionsChanged } from '../connections/connections.ts';
import { followersOf } from '../connections/followers.ts';
import type { Subscriptions } from '../connections/subscriptions.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { type PostDeps, postToAll } from '../delivery/post-to-all.ts';
import type { LastSeen } from './presence.ts';
import { statusOf } from './presence.ts';

/** What announcing needs. */
export interface AnnounceDeps extends PostDeps {
  readonly connections: Pick<Connections, 'ofUsers' | 'end'>;
  readonly subscriptions: Pick<Subscriptions, 'list' | 'renew' | 'remove'>;
  readonly memberships: Pick<Memberships, 'listOf' | 'listMemberIds'>;
  readonly lastSeen: Pick<LastSeen, 'put'>;
  readonly clock: Clock;
}

/** In the conversations that somebody looks at; of a person in more, the rest learns it when they look. */
const conversationsLookedAt = 100;
/** Nobody follows who comes and goes among more members. */
const presenceMembers = 100;
const lookedUpAtOnce = 10;

/**
 * Tells of a person whose presence changed, in the conversations that either side has joined on its socket, and notes
 * when the last device went. Nothing is told while another device keeps the person's status as it was.
 *
 * @param lastAliveMs when the connection was there, if it went before now
 */
export const announcePresence = async (
  deps: AnnounceDeps,
  { tenantId, userId, connectionId }: ConnectionName,
  { before, after }: ConnectionsChanged,
  lastAliveMs: number = deps.clock.nowMs(),
): Promise<void> => {
  const status = statusOf(after);
  if (status === statusOf(before)) return;
  const lastSeen = status === 'offline' ? new Date(lastAliveMs).toISOString() : null;
  if (lastSeen !== null) await deps.lastSeen.put(tenantId, userId, lastSeen);

  const memberships = (await deps.memberships.listOf(tenantId, userId)).slice(0, conversationsLookedAt);
  const audiences = await pMap(
    memberships,
    async ({ conversationId }) => {
      const key = { tenantId, conversationId };
      const followers = await followersOf(deps, key);
      if (!followers.some((one) => one.userId === userId)) return followers;
      const memberIds = await deps.memberships.listMemberIds(key, presenceMembers + 1);
      if (status === 'offline') await deps.subscriptions.remove(key, { userId, connectionId });
      if (memberIds.length > presenceMembers) return followers;
      return [...followers, ...(await deps.connections.ofUsers(tenantId, memberIds))];
    },
    { concurrency: lookedUpAtOnce },
  );
  const audience = new Map(audiences.flat().map((one) => [one.connectionId, one]));
  const event: Presence & { readonly type: 'presence.changed' } = {
    type: 'presence.changed',
    userId,
    status,
    lastSeen,
  };
  await postToAll(
    deps,
    [...audience.values()].filter((one) => one.userId !== userId),
    () => [event],
  );
};
