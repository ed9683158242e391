/** What a message may have: bytes of UTF-8, as the contract states it. */
const mostBytes = 8192;

/** About how many characters a text has too many to be sent; 0: it fits. */
export const charactersTooMany = (text: string): number => {
  const bytes = new TextEncoder().encode(text).length;
  return Math.max(0, Math.ceil((bytes - mostBytes) * (text.length / Math.max(1, bytes))));
};
