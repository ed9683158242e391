import type { Typing } from '@chemchat/client';

/** Who is writing, in words. */
export const typingText = (typing: readonly Typing[]): string => {
  const names = typing.map(({ displayName }) => displayName);
  if (names.length === 0) return '';
  if (names.length > 2) return 'Several people are typing…';
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} typing…`;
};
