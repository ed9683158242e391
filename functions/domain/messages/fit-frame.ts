import type { Conversation } from '../../contract/conversations.ts';
import { type Message, maxReactionsBytes } from '../../contract/messages.ts';
import { utf8Bytes } from '../../contract/text.ts';

/** Of the 32 KB of a frame, what is left for a message or a conversation beside what the frame itself says. */
const maxEntryBytes = 31 * 1024;

const fits = (entry: Message | Conversation): boolean => utf8Bytes(JSON.stringify(entry)) <= maxEntryBytes;

/** What a file takes at the least: its id, its name and what it is. */
const attachmentBytes = 600;

/** Bytes of JSON that the reactions on a message may take: those that its files do not. */
export const reactionsBytesOf = ({ attachments }: Pick<Message, 'attachments'>): number =>
  maxReactionsBytes - attachments.length * attachmentBytes;

/**
 * A message that fits a frame: where its files would not let it, they go without renditions, placeholder and waveform,
 * which `GET /media/:id` has.
 */
export const fitFrame = (message: Message): Message => {
  const { attachments } = message;
  if (attachments.length === 0 || fits(message)) return message;
  const short = attachments.map(({ waveform, placeholder, ...media }) => ({ ...media, renditions: [] }));
  return { ...message, attachments: short };
};

/** A conversation that fits a frame: where its last message would not let it, that goes without reactions and files. */
export const fitConversation = (conversation: Conversation): Conversation => {
  const { lastMessage } = conversation;
  if (lastMessage === null || fits(conversation)) return conversation;
  return { ...conversation, lastMessage: { ...lastMessage, reactions: [], attachments: [] } };
};
