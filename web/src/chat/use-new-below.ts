import type { Message } from '@chemchat/client';
import { useState } from 'react';

/** How many messages others wrote since the newest one was last in sight. */
export const useNewBelow = (messages: readonly Message[], ownUserId: string, isAtEnd: boolean): number => {
  const newest = messages.at(-1)?.sequenceNumber ?? 0;
  const [seenUpTo, setSeenUpTo] = useState(newest);
  if (isAtEnd && newest > seenUpTo) setSeenUpTo(newest);
  if (isAtEnd) return 0;
  return messages.filter(({ sequenceNumber, senderId }) => sequenceNumber > seenUpTo && senderId !== ownUserId).length;
};
