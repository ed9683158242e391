import { globSync, readFileSync } from 'node:fs';

/** A page of the project's documents. */
export interface Page {
  /** From the top of the work tree. */
  readonly path: string;
  readonly text: string;
  /** Without what stands in code blocks and in comments. */
  readonly prose: string;
  /** What is written as code: spans and blocks. */
  readonly code: readonly string[];
  /** Spans of code in the prose. */
  readonly spans: readonly string[];
}

const block = /^ *```\w*\n([\s\S]*?)^ *```$/gm;

const pageAt = (path: string): Page => {
  const text = readFileSync(path, 'utf8');
  const prose = text.replaceAll(block, '').replaceAll(/<!--[\s\S]*?-->/g, '');
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' '));
  const blocks = [...text.matchAll(block)].map(([, lines = '']) => lines);
  return { path, text, prose, spans, code: [...spans, ...blocks] };
};

/** README, CONTRIBUTING, the benches' and all of docs/. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  ...globSync('docs/**/*.md').sort(),
].map(pageAt);

/** One of them. */
export const page = (path: string): Page => {
  const found = pages.find((one) => one.path === path);
  if (!found) throw new Error(`there is no page ${path}`);
  return found;
};

/** First cells of the rows of the tables in a text, without the heads. */
export const firstCells = (text: string): string[] =>
  [...text.matchAll(/^\| *(?!-)([^|]+?) *\|/gm)]
    .map(([, cell = '']) => cell)
    .filter((cell) => cell.startsWith('`'))
    .map((cell) => cell.replaceAll('`', ''));
