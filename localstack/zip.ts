import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { local } from './paths.ts';

/** Zip files by Python's standard library, which is there anyway; the arguments are those of its command line. */
export const zip = async (...args: readonly string[]): Promise<void> => {
  await promisify(execFile)(join(local, 'venv', 'bin', 'python'), ['-m', 'zipfile', ...args], { timeout: 30_000 });
};
