import type { UserId } from '../../contract/identifiers.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Invalid, NotFound } from '../errors.ts';
import type { ConversationKey } from './message-log.ts';

/** What checking mentions needs. */
export interface MentionsDeps {
  readonly memberships: Pick<Memberships, 'findMany'>;
}

/** A stranger, somebody of another tenant and nobody at all are refused alike: a mention never tells whether one exists. */
export const unknownMentions = (): Invalid =>
  new Invalid([{ path: 'mentions', message: 'must be members of the conversation' }]);

/**
 * The mentioned who are members. Without mentions nothing is read. Whoever is removed between this and the commit stays
 * mentioned: to fence each off in the transaction would cost two write units a mention.
 *
 * @throws NotFound the caller is no member, and is told nothing of who is
 */
export const membersAmong = async (
  { memberships }: MentionsDeps,
  key: ConversationKey,
  callerId: UserId,
  mentions: readonly UserId[] = [],
): Promise<ReadonlySet<UserId>> => {
  if (mentions.length === 0) return new Set();
  const found = await memberships.findMany(key, [...new Set([callerId, ...mentions])]);
  const memberIds = new Set(found.map(({ userId }) => userId));
  if (!memberIds.has(callerId)) throw new NotFound('conversation');
  return memberIds;
};
