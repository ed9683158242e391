/** Longer ones say nothing more that anybody reads. */
const maxLength = 256;

/** What a client says that it is, cut; null where it says nothing. */
export const userAgentIn = (header: string | undefined): string | null => header?.slice(0, maxLength) || null;
