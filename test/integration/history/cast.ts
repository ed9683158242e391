import type { ConversationId, SessionId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import type { ConversationKey } from '../../../functions/domain/messages/message-log.ts';
import { tenantId } from '../../builders/chat.ts';
import { RandomStream } from './random-stream.ts';

/** Who plays in a history, and where. */
export interface Cast {
  readonly key: ConversationKey;
  /** The people, each a member at first; the first owns the conversation and adds and removes the others. */
  readonly people: readonly Caller[];
}

/** The cast of a seed: its ids are the seed's too, since they decide the order in which members are listed. */
export const castOf = (seed: number, count: number): Cast => {
  const ids = new RandomStream(seed, 'cast');
  return {
    key: { tenantId, conversationId: ids.uuid() as ConversationId },
    people: Array.from({ length: count }, () => ({
      tenantId,
      userId: ids.uuid() as UserId,
      sessionId: ids.uuid() as SessionId,
    })),
  };
};
