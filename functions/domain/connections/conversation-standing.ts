import type { Presence, Typing } from '../../contract/presence.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { isLargeChannel } from '../delivery/audience.ts';
import { NotFound } from '../errors.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import { type LastSeen, presenceOf } from '../presence/presence.ts';
import type { TypingStates } from '../typing/typing-states.ts';
import type { Connection, Connections } from './connections.ts';

/** What seeing how a conversation stands needs. */
export interface StandingDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly connections: Pick<Connections, 'ofUsers'>;
  readonly lastSeen: Pick<LastSeen, 'of'>;
  readonly typing: Pick<TypingStates, 'list'>;
}

/** How a conversation stands: its head, who else is writing, and who is there. */
export interface ConversationStanding {
  readonly head: { readonly sequenceNumber: number; readonly changeNumber: number };
  readonly typing: Typing[];
  readonly presence: Presence[];
}

/** Members who are looked for; in a large channel, where nobody is told who comes and goes, a few. */
const membersLookedAt = 500;
const membersOfLargeChannelLookedAt = 100;
/** Members whose presence one answer tells, and people who write, so that it fits a frame. */
const presencesTold = 200;
const typingTold = 20;

/**
 * How a conversation stands for one of its members.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 */
export const conversationStanding = async (
  deps: StandingDeps,
  key: ConversationKey,
  { userId: ownId }: Connection,
): Promise<ConversationStanding> => {
  const [entry, typing, memberIds] = await Promise.all([
    deps.conversations.findFor(key, ownId),
    deps.typing.list(key),
    deps.memberships.listMemberIds(key, membersLookedAt),
  ]);
  if (entry === undefined) throw new NotFound('conversation');
  const { sequenceNumber, changeNumber } = entry.record;
  return {
    head: { sequenceNumber, changeNumber },
    typing: typing.filter(({ userId }) => userId !== ownId).slice(0, typingTold),
    presence: await presenceOf(
      deps,
      key.tenantId,
      isLargeChannel(entry.record) ? memberIds.slice(0, membersOfLargeChannelLookedAt) : memberIds,
      { limit: presencesTold },
    ),
  };
};
