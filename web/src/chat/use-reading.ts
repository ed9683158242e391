import type { Conversation } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { isLookedAt } from '../ui/is-looked-at.ts';

/** Whether somebody looks at this page. */
const useAttention = (): boolean => {
  const [hasAttention, setAttention] = useState(isLookedAt);
  useEffect(() => {
    const look = () => setAttention(isLookedAt());
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return hasAttention;
};

/** Marks a conversation as read while its newest message is looked at. */
export const useReading = (conversation: Conversation, completeUpTo: number, isAtEnd: boolean): void => {
  const hasAttention = useAttention();
  useEffect(() => {
    if (hasAttention && isAtEnd && completeUpTo > 0) conversation.markRead(completeUpTo);
  }, [conversation, completeUpTo, hasAttention, isAtEnd]);
};
