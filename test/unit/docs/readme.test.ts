import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { page, pages } from './pages.ts';

/** Folders of the project; what is written under one of them is a path. */
const folders = /^(bin|lib|functions|localstack|test|docs|bench|web)(\/|$)/;
const isPath = (span: string): boolean =>
  /^[\w@.-]+(\/[\w@.-]+)*\/?$/.test(span) && (folders.test(span) || /\/.*\.(ts|mjs|json|md)$/.test(span));

/** As GitHub makes them of headings. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number} -]/gu, '')
    .replaceAll(' ', '-');

/** A page's anchors: of headings, numbered where there are several of a name, and those that are written out. */
const anchorsIn = (path: string): string[] => {
  const text = readFileSync(path, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const before = new Map<string, number>();
  const numbered = headings.map((anchor) => {
    const count = before.get(anchor) ?? 0;
    before.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return [...numbered, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)];
};

describe('README', () => {
  it('has the way of a message in five steps, each a file', () => {
    const [, way = ''] = /## The way of a message\n([\s\S]*?)\n## /.exec(page('README.md').prose) ?? [];
    const steps = [...way.matchAll(/^\d\. `([^`]+)`/gm)].map(([, path = '']) => path);
    expect(steps).toHaveLength(5);
    expect(steps.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe.each(pages)('$path', ({ path, prose, code, spans }) => {
  it('names no path that is not there', () => {
    expect(spans.filter((span) => isPath(span) && !existsSync(span))).toEqual([]);
  });

  it('has no relative link that leads nowhere', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      return !existsSync(target) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names no make target that is not in the Makefile', () => {
    const targets = [...readFileSync('Makefile', 'utf8').matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, name]) => name);
    const named = code
      .flatMap((text) => [...text.matchAll(/(?:^|\s)make((?: +[a-z][a-z0-9-]*(?![\w=]))+)/gm)])
      .flatMap(([, names = '']) => names.trim().split(/ +/));
    expect(named.filter((name) => !targets.includes(name))).toEqual([]);
  });
});
