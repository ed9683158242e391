import type { Clock } from '../clock.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Connection, Connections } from './connections.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What finding followers needs. */
export interface FollowersDeps {
  readonly subscriptions: Pick<Subscriptions, 'list' | 'renew'>;
  readonly connections: Pick<Connections, 'ofUsers'>;
  readonly clock: Clock;
}

/**
 * The connections that follow a conversation, in one partition of its subscriptions. The end of a connection that its
 * subscription knows costs no read; past it, the connection may have been renewed, which is noted for the next time.
 */
export const followersOf = async (
  { subscriptions, connections, clock }: FollowersDeps,
  key: ConversationKey,
  partition = 0,
): Promise<readonly Connection[]> => {
  const following = await subscriptions.list(key, partition);
  const isLive = ({ expiresAtMs }: Connection) => clock.nowMs() < expiresAtMs;
  const past = new Map(following.filter((one) => !isLive(one)).map((one) => [one.connectionId, one]));
  const people = [...new Set([...past.values()].map(({ userId }) => userId))];
  const renewed = (await connections.ofUsers(key.tenantId, people)).filter(({ connectionId }) =>
    past.has(connectionId),
  );
  await Promise.all(renewed.map((connection) => subscriptions.renew(key, connection)));
  return [...following.filter(isLive), ...renewed];
};
