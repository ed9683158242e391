import type { ConversationRecord } from '../conversations/conversation-store.ts';

/**
 * As many members as a channel is delivered to by membership. It is what one request can name, so that a conversation
 * begins with all its people told. Each member costs a read unit a message, connected or not; a subscription a tenth.
 */
const membershipAudience = 500;

/** What decides who is told of a conversation. */
export type ConversationSize = Pick<ConversationRecord, 'type' | 'memberCount'>;

/** Whether those who have joined on a connection are told of it, instead of all members. */
export const isLargeChannel = ({ type, memberCount }: ConversationSize): boolean =>
  type === 'channel' && memberCount > membershipAudience;
