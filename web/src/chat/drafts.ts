const prefix = 'chemchat-draft ';
/** Characters; a text that no message can have is not kept over a reload. */
const mostKept = 20_000;

const keyOf = (userId: string, conversationId: string): string => `${prefix}${userId} ${conversationId}`;

/** Keeps what somebody has begun to write in a conversation, in this tab and over a reload; empty: nothing. */
export const keepDraft = (userId: string, conversationId: string, text: string): void => {
  const key = keyOf(userId, conversationId);
  if (text === '' || text.length > mostKept) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, text);
};

/** What somebody has begun to write there; empty: nothing. */
export const keptDraft = (userId: string, conversationId: string): string =>
  sessionStorage.getItem(keyOf(userId, conversationId)) ?? '';

/** Lets go of all drafts, so that who uses this tab next finds none. */
export const forgetDrafts = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
};
