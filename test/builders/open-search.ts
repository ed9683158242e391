import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '../../localstack/instance.ts';
import { lastSearchPort, startOpenSearch } from '../../localstack/opensearch.ts';
import { stopPart } from '../../localstack/part.ts';
import { freePortAmong } from '../../localstack/ports.ts';

/** OpenSearch of a test file's own; `stop` ends it and deletes what it has. */
export const anOpenSearch = async (): Promise<{ readonly endpoint: string; readonly stop: () => Promise<void> }> => {
  const directory = mkdtempSync(join(tmpdir(), 'chemchat-search-'));
  const search = await freePortAmong(9220, lastSearchPort);
  const instance = { name: `test-${search}`, directory, ports: { search } } as Instance;
  await startOpenSearch(instance, AbortSignal.timeout(90_000));
  return {
    endpoint: `http://localhost:${search}`,
    stop: async () => {
      await stopPart(instance, 'search');
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
