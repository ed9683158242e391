import { foldName } from './fold-name.ts';

/** Words behind the first that a person is found by: each is written with every registration and new name. */
const mostFurtherWords = 5;

/** A letter or digit that no letter, digit, mark or apostrophe precedes: the first of a word. */
const wordStart = /(?<![\p{L}\p{N}\p{M}'’])[\p{L}\p{N}]/gu;

/** A display name, folded, from each of its words behind the first on: of `Boris Böhm`, `böhm`. */
export const wordStarts = (displayName: string): string[] => {
  const folded = foldName(displayName);
  return [...folded.matchAll(wordStart)]
    .filter(({ index }) => index > 0)
    .slice(0, mostFurtherWords)
    .map(({ index }) => folded.slice(index));
};
