import type { Heads } from './inspection-store.ts';

/**
 * live: it can be used. ended: it was deleted. purged: and all of it is gone but what names it. absent: it is not there,
 * or not yet. torn: something is there that cannot be alone.
 */
export type ConversationState = 'live' | 'ended' | 'purged' | 'absent' | 'torn';

/** What a conversation is by the items that it consists of. */
export const stateOf = ({ conversation, head, lastChange, hasStrays }: Heads): ConversationState => {
  if (conversation !== undefined && head !== undefined) return 'live';
  if (conversation === undefined) return head || lastChange || hasStrays ? 'torn' : 'absent';
  if (conversation.purgedAt !== undefined) return 'purged';
  return lastChange?.kind === 'conversation.deleted' ? 'ended' : 'torn';
};
