// What installing takes. Plain JavaScript without packages: it runs before there are any.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where all goes that is installed. */
export const local = join(root, '.local');
const limitMs = 15 * 60_000;

/** What a person has to put right: one line, and what to do. */
export class Missing extends Error {
  constructor(message, advice) {
    super(`${message}\n  → ${advice}`);
  }
}

/** Runs a program to its end; its failure or the time limit is this program's failure. */
export const run = (command, args) => {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const { status, error, stdout } = spawnSync(command, args, { cwd: root, stdio, timeout: limitMs, encoding: 'utf8' });
  if (status === 0) return;
  const why = error?.message ?? `exit status ${status}`;
  throw new Missing(`${stdout}\n${command} ${args.join(' ')} failed: ${why}`, 'see its output above; make tries again');
};

/** What a program puts out, trimmed; undefined where it fails or is not there. */
export const outputOf = (command, args) => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
};

/** Links a path to a target, whatever was there. */
export const link = (target, path) => {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(target, path);
};

/** Tells make that a directory holds what it should. */
export const markInstalled = (directory) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, '.installed'), '');
};
