import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GetFunctionCommand, type LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { bundleHandlers } from '../lib/functions/bundle.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import { zip } from './zip.ts';

/**
 * Puts new bundles into deployed functions; what else is in their code stays.
 *
 * @throws Error a file does not compile; nothing was changed then
 */
export const updateFunctions = async (client: LambdaClient, functions: readonly DeployedFunction[]): Promise<void> => {
  const bundles = bundleHandlers(functions.map(({ handler }) => handler));
  for (const { functionName, handler } of functions) {
    const { Code } = await client.send(new GetFunctionCommand({ FunctionName: functionName }));
    const directory = await mkdtemp(join(tmpdir(), 'chemchat-'));
    try {
      const [archive, contents] = [join(directory, 'code.zip'), join(directory, 'contents')];
      const deployed = await fetch(String(Code?.Location), { signal: AbortSignal.timeout(10_000) });
      await writeFile(archive, Buffer.from(await deployed.arrayBuffer()));
      await zip('--extract', archive, contents);
      for (const file of bundles.get(handler) ?? [])
        await writeFile(join(contents, basename(file.path)), file.contents);
      await zip('--create', archive, ...(await readdir(contents)).map((name) => join(contents, name)));
      await client.send(
        new UpdateFunctionCodeCommand({ FunctionName: functionName, ZipFile: await readFile(archive) }),
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  }
};
