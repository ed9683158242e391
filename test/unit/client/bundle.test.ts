import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { root } from '../../../localstack/paths.ts';

/** What an application's bundler makes of importing these names: the code, and the bytes of it compressed. */
const bundled = async (names: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${names} } from '@chemchat/client';`, resolveDir: root, loader: 'ts' },
    conditions: ['@chemchat/source'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    metafile: true,
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  return { code, bytes: gzipSync(code, { level: 9 }).length, files: Object.keys(metafile.inputs) };
};

describe('the package, bundled', () => {
  it('is below 25 KB compressed with all that is not optional', async () => {
    const { bytes } = await bundled('createChatClient, ChatError, isRetryable, browserTokenStore');
    expect(bytes).toBeLessThan(25_000);
    expect(bytes).toBeGreaterThan(5_000);
  });

  it('leaves out what an application does not use', async () => {
    const { code } = await bundled('createChatClient');
    for (const optional of ['indexedDB', 'BroadcastChannel', 'XMLHttpRequest']) expect(code).not.toContain(optional);
    const { bytes } = await bundled('isRetryable');
    expect(bytes).toBeLessThan(1_000);
  });

  it('holds nothing of the server, and of packages only the small one around IndexedDB', async () => {
    const { files } = await bundled('createChatClient, browserTokenStore, indexedDbOutboxStore, uploadFile');
    const foreign = files.filter((file) => !file.startsWith('client/src/') && file !== '<stdin>');
    expect(foreign.every((file) => file.startsWith('node_modules/idb/'))).toBe(true);
  });
});
