import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from '../../../localstack/paths.ts';
import { page } from './pages.ts';

it('docs/sdk/reference.md is what the client package exports; make docs writes it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'chemchat-reference-test-'));
  try {
    const written = join(directory, 'reference.md');
    execFileSync(process.execPath, ['--import', 'tsx', join(root, 'docs/sdk/generate.ts'), written], { cwd: root });
    expect(page('docs/sdk/reference.md').text).toBe(readFileSync(written, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 60_000);
