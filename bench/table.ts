/** A table in Markdown; the first column is text, the others are numbers or short words. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_cell, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** A number with at most so many digits after the point, and commas. */
export const figure = (number: number, digits = 2): string =>
  number.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });

/** Dollars with cents. */
export const dollars = (amount: number): string =>
  `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
