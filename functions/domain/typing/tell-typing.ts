import type { ConversationId } from '../../contract/identifiers.ts';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../connections/connections.ts';
import { type FollowersDeps, followersOf } from '../connections/followers.ts';
import type { Subscriptions } from '../connections/subscriptions.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { type PostDeps, postToAll } from '../delivery/post-to-all.ts';
import { NotFound } from '../errors.ts';
import type { Buckets } from '../limits/buckets.ts';
import { takeToken } from '../limits/take-token.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Users } from '../users/users.ts';
import type { TypingStates } from './typing-states.ts';

/** What telling of typing needs. */
export interface TypingDeps extends PostDeps, FollowersDeps {
  readonly connections: PostDeps['connections'] & FollowersDeps['connections'];
  readonly memberships: Pick<Memberships, 'find'>;
  readonly users: Pick<Users, 'read'>;
  readonly typing: TypingStates;
  readonly buckets: Buckets;
  readonly clock: Clock;
  readonly subscriptions: Pick<Subscriptions, 'list' | 'renew' | 'remove'>;
}

interface TypingCommand {
  readonly connection: Connection;
  readonly conversationId: ConversationId;
}

const requireMember = async ({ memberships }: TypingDeps, { connection, conversationId }: TypingCommand) => {
  const key = { tenantId: connection.tenantId, conversationId };
  if ((await memberships.find(key, connection.userId)) === undefined) throw new NotFound('conversation');
  return key;
};

/** To those who have joined, and not to the person's own devices. What fails is not tried again: it has passed by then. */
const tell = async (deps: TypingDeps, key: ConversationKey, { connection }: TypingCommand, event: ServerEvent) => {
  const followers = await followersOf(deps, key);
  const { gone } = await postToAll(
    deps,
    followers.filter(({ userId }) => userId !== connection.userId),
    () => [event],
  );
  await Promise.all(gone.map((connection) => deps.subscriptions.remove(key, connection)));
};

/**
 * Tells that somebody is writing, at most once every few seconds. A token is taken where somebody is told, so that going
 * on costs none.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 * @throws RateLimited the person has begun too often just now, here or elsewhere
 */
export const startTyping = async (deps: TypingDeps, command: TypingCommand): Promise<void> => {
  const key = await requireMember(deps, command);
  const { tenantId, userId } = command.connection;
  const displayName = (await deps.users.read(tenantId, userId))?.displayName ?? '';
  if (!(await deps.typing.start(key, { userId, displayName }))) return;
  try {
    await takeToken(deps, { action: 'typing', caller: command.connection });
  } catch (error) {
    // Nobody was told: who tries again is to be, and who joins meanwhile is to see nothing.
    await deps.typing.stop(key, userId);
    throw error;
  }
  await tell(deps, key, command, { type: 'typing.started', conversationId: key.conversationId, userId, displayName });
};

/**
 * Tells that somebody stopped writing.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const stopTyping = async (deps: TypingDeps, command: TypingCommand): Promise<void> => {
  const key = await requireMember(deps, command);
  const { userId } = command.connection;
  if (!(await deps.typing.stop(key, userId))) return;
  await tell(deps, key, command, { type: 'typing.stopped', conversationId: key.conversationId, userId });
};
