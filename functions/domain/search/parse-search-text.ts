/** What narrows a search, as it stands in the text. */
export const operatorNames = ['from', 'in', 'before', 'after', 'has'] as const;
export type OperatorName = (typeof operatorNames)[number];

/** What somebody typed to search by. */
export interface SearchText {
  /** Words as they were typed, with single spaces between; the last one may be half typed. */
  readonly words: string;
  /** What stood in quotes. */
  readonly phrases: readonly string[];
  /** The values of each operator, in order; an operator without a value is none. */
  readonly operators: Readonly<Record<OperatorName, readonly string[]>>;
}

/** A quote may be left open, as it is while somebody types. Word processors make other quotes of them. */
const token = /(?:(\p{L}+):)?(?:["“”„]([^"“”„]*)(?:["“”„]|$)|(\S+))/gu;

const isOperator = (name: string | undefined): name is OperatorName =>
  operatorNames.some((known) => known === name?.toLowerCase());

/**
 * Reads what somebody typed. Nothing is malformed: what is no operator is looked for as it stands, such as `http://…`,
 * `note:` and `std::vector`.
 */
export const parseSearchText = (text: string): SearchText => {
  const words: string[] = [];
  const phrases: string[] = [];
  const operators: Record<OperatorName, string[]> = { from: [], in: [], before: [], after: [], has: [] };
  for (const [whole, prefix, quoted, bare] of text.normalize('NFC').matchAll(token)) {
    const value = (quoted ?? bare ?? '').trim();
    if (isOperator(prefix) && value !== '') operators[prefix.toLowerCase() as OperatorName].push(value);
    else if (isOperator(prefix) || (prefix === undefined && quoted !== undefined)) {
      if (value !== '') phrases.push(value);
    } else words.push(whole);
  }
  return { words: words.join(' '), phrases, operators };
};
