/** A name as people look for it: two spellings of the same letters are one, and case tells nothing apart. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();

/** What somebody typed to find people by their names, as the names are folded; an @ before it tells nothing. */
export const foldNameQuery = (query: string): string => foldName(query.replace(/^@\s*/, ''));
