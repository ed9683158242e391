/** A part of a text that was found. */
export interface HighlightPart {
  readonly text: string;
  readonly start: number;
  /** Whether it is what was looked for. */
  readonly isFound: boolean;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&#x2F;': '/',
};

const unescaped = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#39|#x27|#x2F);/g, (entity) => entities[entity] ?? entity);

/** A highlight of the search, which is escaped HTML with marks, as plain parts: it never goes into a page as HTML. */
export const highlighted = (html: string): HighlightPart[] => {
  let start = 0;
  return html
    .split(/<mark>(.*?)<\/mark>/s)
    .map((part, index) => {
      start += part.length;
      return { text: unescaped(part), start: start - part.length, isFound: index % 2 === 1 };
    })
    .filter(({ text }) => text !== '');
};
