import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from '../../localstack/paths.ts';
import { endpoints } from './support/endpoints.ts';

// Beside the tests, where the package is found by its name and types are taken off as of any other file.
const directory = join(import.meta.dirname, '.first-chat');

it('docs/sdk/first-chat.md is a working chat', async () => {
  const page = readFileSync(join(root, 'docs/sdk/first-chat.md'), 'utf8');
  expect(page.split('\n').length).toBeLessThan(60);
  const code = /```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(join(directory, 'first-chat.ts'), code);
    const { talk } = (await import(join(directory, 'first-chat.ts'))) as { talk(url: string): Promise<string[]> };
    expect(await talk(endpoints().http)).toEqual(['Is it stable?', 'Is it stable? Yes.']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);
