import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { root } from '../../../localstack/paths.ts';

const sources = join(root, 'client/src');
const files = readdirSync(sources).filter((name) => name !== 'wire.ts' && name !== 'index.ts');

const parsed = (name: string) =>
  ts.createSourceFile(name, readFileSync(join(sources, name), 'utf8'), ts.ScriptTarget.Latest, true);

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

describe('the client package', () => {
  it.each(files)('says of each export of %s what it is', (name) => {
    const exported = parsed(name).statements.filter(isExported);
    const bare = exported.filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0);
    expect(exported.length).toBeGreaterThan(0);
    expect(bare.map((statement) => statement.getText().split('\n')[0])).toEqual([]);
  });

  it('keeps every file to one concept of at most 300 lines', () => {
    const long = files.filter((name) => readFileSync(join(sources, name), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });
});
