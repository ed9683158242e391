import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs with a place for a file, in a folder of its own that is gone afterwards. */
export const withPlace = async <Result>(use: (path: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'media-'));
  try {
    return await use(join(folder, 'upload'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
