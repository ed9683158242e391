import type { Message } from '@chemchat/client';

/** What was said last, in one line. */
export const lastMessageText = (message: Message | null, ownUserId: string): string => {
  if (message === null) return 'No messages yet';
  const said = message.deleted ? 'Deleted message' : message.content || (message.attachments[0]?.fileName ?? '');
  return message.senderId === ownUserId ? `You: ${said}` : said;
};
