/** A name as people look for it: two spellings of the same letters are one, and case tells nothing apart. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();
