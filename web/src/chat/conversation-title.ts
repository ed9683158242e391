import type { ConversationInfo } from '@chemchat/client';

/** What a conversation is called: by its title, or by the other person. */
export const conversationTitle = ({ title, peer }: Pick<ConversationInfo, 'title' | 'peer'>): string =>
  title ?? peer?.displayName ?? 'Untitled';
