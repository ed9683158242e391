import type { Member } from '../../contract/conversations.ts';
import type { ConversationId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import { NotFound } from '../errors.ts';
import { lookOf } from '../users/look.ts';
import type { Users } from '../users/users.ts';
import type { ConversationStore } from './conversation-store.ts';
import type { Memberships } from './memberships.ts';
import { presentMember } from './present-member.ts';

/** What listing members needs. */
export interface ListMembersDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly memberships: Pick<Memberships, 'list'>;
  readonly users: Pick<Users, 'readMany'>;
}

/**
 * A page of a conversation's members. The cursor is the last one's id, which tells nothing that the page did not.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const listMembers = async (
  { conversations, memberships, users }: ListMembersDeps,
  {
    caller,
    conversationId,
    limit,
    cursor,
  }: {
    readonly caller: Caller;
    readonly conversationId: ConversationId;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
): Promise<{ items: readonly Member[]; nextCursor: string | null }> => {
  const key = { tenantId: caller.tenantId, conversationId };
  if ((await conversations.findFor(key, caller.userId)) === undefined) throw new NotFound('conversation');
  const found = await memberships.list(key, { limit: limit + 1, afterUserId: cursor as UserId | undefined });
  const page = found.slice(0, limit);
  const people = await users.readMany(
    caller.tenantId,
    page.map(({ userId }) => userId),
  );
  const byId = new Map(people.map((person) => [person.userId, person]));
  return {
    items: page.map((member) => presentMember({ ...member, ...lookOf(byId.get(member.userId)) })),
    nextCursor: found.length > limit ? (page.at(-1)?.userId ?? null) : null,
  };
};
