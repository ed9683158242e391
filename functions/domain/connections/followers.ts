import type { Memberships } from '../conversations/memberships.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Connection } from './connections.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What finding followers needs. */
export interface FollowersDeps {
  readonly subscriptions: Pick<Subscriptions, 'list'>;
  readonly memberships: Pick<Memberships, 'findMany'>;
}

/**
 * The connections that follow a conversation, of people who are its members now: a subscription outlives the
 * membership that it was made under.
 */
export const followersOf = async (
  { subscriptions, memberships }: FollowersDeps,
  key: ConversationKey,
): Promise<readonly Connection[]> => {
  const following = await subscriptions.list(key);
  if (following.length === 0) return [];
  const members = await memberships.findMany(key, [...new Set(following.map(({ userId }) => userId))]);
  const memberIds = new Set(members.map(({ userId }) => userId));
  return following.filter(({ userId }) => memberIds.has(userId));
};
