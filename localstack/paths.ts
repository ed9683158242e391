import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the work tree. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What `make` installs and the local cloud writes; never committed. */
export const local = join(root, '.local');

/** The pinned Java runtime, linked by `make`. */
export const java = join(local, 'jre', 'bin', 'java');
