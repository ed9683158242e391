import type { ConversationSnapshot } from '@chemchat/client';

/** Who came as far as one's own newest message, in words; nothing for messages before it, where it is the same or more. */
export const readState = (
  { messages, receipts, info }: Pick<ConversationSnapshot, 'messages' | 'receipts' | 'info'>,
  ownUserId: string,
  sequenceNumber: number,
): string => {
  const newestOwn = messages.findLast(({ senderId }) => senderId === ownUserId);
  if (newestOwn?.sequenceNumber !== sequenceNumber) return '';
  const others = Object.entries(receipts).filter(([userId]) => userId !== ownUserId);
  const readers = others.filter(([, marks]) => marks.lastReadSequence >= sequenceNumber).length;
  const receivers = others.filter(([, marks]) => marks.lastDeliveredSequence >= sequenceNumber).length;
  if (readers > 0) return info?.type === 'direct' ? 'Read' : `Read by ${readers}`;
  return receivers > 0 ? 'Delivered' : 'Sent';
};
