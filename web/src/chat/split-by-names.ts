/** A part of a text. */
export interface TextPart {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly start: number;
  /** Whether it is one of the names, with the @ before it. */
  readonly isName: boolean;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Splits a text where one of the names stands behind an @; of two that fit, the longer one. */
export const splitByNames = (text: string, names: readonly string[]): TextPart[] => {
  if (names.length === 0) return [{ text, start: 0, isName: false }];
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(@(?:${longestFirst.map(escaped).join('|')}))`, 'u');
  let start = 0;
  return text
    .split(pattern)
    .map((part, index) => {
      start += part.length;
      return { text: part, start: start - part.length, isName: index % 2 === 1 };
    })
    .filter((part) => part.text !== '');
};
