import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { MarksMoved, Memberships } from '../conversations/memberships.ts';
import { Invalid, NotFound } from '../errors.ts';

/** What marking needs. */
export interface MarkProgressDeps {
  readonly conversations: Pick<ConversationStore, 'findFor'>;
  readonly memberships: Pick<Memberships, 'moveMarks'>;
}

/** How far a member says they have come. */
export interface MarkProgress {
  readonly caller: Caller;
  readonly conversationId: ConversationId;
  readonly sequenceNumber: number;
  /** read: seen by the person; delivered: a device has it. What is read is delivered too. */
  readonly mark: 'read' | 'delivered';
}

const markNames = { read: 'lastReadSequence', delivered: 'lastDeliveredSequence' } as const;

/** The caller's marks as they are then, whether one moved, and how many there are to tell of it. */
export interface Progress extends MarksMoved {
  readonly memberCount: number;
}

/**
 * Moves the caller's mark forward; a mark never moves back, and the same again changes nothing.
 *
 * @throws NotFound there is no such conversation, or the caller is no member
 * @throws Invalid there is no message of that number yet
 */
export const markProgress = async (
  { conversations, memberships }: MarkProgressDeps,
  { caller, conversationId, sequenceNumber, mark }: MarkProgress,
): Promise<Progress> => {
  const key = { tenantId: caller.tenantId, conversationId };
  const entry = await conversations.findFor(key, caller.userId);
  if (entry === undefined) throw new NotFound('conversation');
  const { record, membership } = entry;
  if (sequenceNumber > record.sequenceNumber) {
    throw new Invalid([{ path: 'sequenceNumber', message: `must be at most ${record.sequenceNumber}, the head` }]);
  }
  const { memberCount } = record;
  if (membership[markNames[mark]] >= sequenceNumber) return { moved: false, marks: membership, memberCount };
  return {
    ...(await memberships.moveMarks(key, caller.userId, { [markNames[mark]]: sequenceNumber })),
    memberCount,
  };
};
