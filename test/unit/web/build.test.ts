import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { buildWeb } from '../../../web/build.ts';

const directory = join(mkdtempSync(join(tmpdir(), 'chemchat-web-')), 'dist');
let metafile: Metafile;
beforeAll(() => {
  metafile = buildWeb(directory);
});
afterAll(() => rmSync(directory, { recursive: true }));

const outputs = () => Object.entries(metafile.outputs);

/** A file with all that it needs before it runs; not what it asks for later. */
const closure = (path: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
    if (kind === 'import-statement') closure(next, seen);
  }
  return seen;
};

const builtFrom = (source: string): string => outputs().find(([, { entryPoint }]) => entryPoint === source)?.[0] ?? '';

const gzippedBytes = (paths: Iterable<string>): number =>
  [...paths]
    .map((path) => gzipSync(readFileSync(join(directory, 'assets', path.split('/').at(-1) ?? ''))).length)
    .reduce((sum, bytes) => sum + bytes, 0);

const packagesIn = (paths: Iterable<string>): Set<string> =>
  new Set(
    [...paths].flatMap((path) =>
      Object.keys(metafile.outputs[path]?.inputs ?? {}).flatMap(
        (input) => /node_modules\/([^/]+)/.exec(input)?.[1] ?? [],
      ),
    ),
  );

describe('the built web client', () => {
  it('loads less than 200 KB, gzipped, before somebody signs in', () => {
    const first = closure(builtFrom('src/main.tsx'));
    const styles = builtFrom('src/styles/main.css');
    expect(styles).not.toBe('');
    expect(gzippedBytes([...first, styles])).toBeLessThan(200_000);
  });

  it('leaves what is heavy until it is needed', () => {
    const first = packagesIn(closure(builtFrom('src/main.tsx')));
    expect(first).toContain('react-dom');
    for (const heavy of ['virtua', 'markdown-to-jsx', 'frimousse']) expect(first).not.toContain(heavy);
  });

  it('has a page without a script or style of its own, which its policy would refuse', () => {
    const page = readFileSync(join(directory, 'index.html'), 'utf8');
    expect(page).toMatch(/<script type="module" src="\/assets\/main-[A-Z0-9]+\.js"><\/script>/);
    expect(page).not.toMatch(/<style|<script>|\son[a-z]+=|style=|\{\{/);
  });

  it('brings what the emoji picker reads', () => {
    expect(readdirSync(join(directory, 'emojibase', 'en')).sort()).toEqual(['data.json', 'messages.json']);
  });
});
