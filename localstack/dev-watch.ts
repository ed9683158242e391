import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { buildSync } from 'esbuild';
import { buildWeb } from '../web/build.ts';
import { markPatched } from './deploy.ts';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { root } from './paths.ts';
import { step } from './progress.ts';
import { updateFunctions } from './update-function.ts';

/** An editor writes several files at once. */
const settleMs = 150;

const sourceOf = ({ handler }: DeployedFunction) => join('functions', `${handler}.ts`);

/** The functions that have one of the files in them, by esbuild's own account. */
const madeFrom = (functions: readonly DeployedFunction[], files: ReadonlySet<string>): DeployedFunction[] => {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: functions.map(sourceOf),
    outdir: '.bundle',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const affected = new Set(
    Object.values(metafile.outputs)
      .filter(({ inputs }) => Object.keys(inputs).some((input) => files.has(input)))
      .map(({ entryPoint }) => entryPoint),
  );
  return functions.filter((each) => affected.has(sourceOf(each)));
};

/** Does something with the files below a directory that changed, once they have settled; one thing at a time. */
const onChanges = async (
  directory: string,
  isWanted: (file: string) => boolean,
  act: (files: ReadonlySet<string>) => Promise<void>,
): Promise<void> => {
  const changed = new Set<string>();
  const take = async () => {
    const files = new Set(changed);
    changed.clear();
    try {
      await act(files);
    } catch (error) {
      // Of what does not compile esbuild has told already; the next save tries these files again.
      for (const file of files) changed.add(file);
      if (!(error instanceof Error && 'errors' in error)) console.error(error);
    }
  };
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  for await (const { filename } of watch(join(root, directory), { recursive: true })) {
    if (!filename || !isWanted(filename)) continue;
    changed.add(join(directory, filename));
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(take);
    }, settleMs);
  }
};

/** Puts each change of the functions' code into the deployed functions that have it in them. */
const watchFunctions = async (instance: Instance): Promise<void> => {
  const client = new LambdaClient(localAws(instance));
  const functions = await deployedFunctions(client);
  console.log(`Watching functions/ for ${functions.length} deployed functions, and the web client.`);
  console.log('A new function, or a change in lib/, takes make quick-start. Ctrl-C ends.');
  await onChanges(
    'functions',
    (file) => file.endsWith('.ts'),
    async (files) => {
      const affected = madeFrom(functions, files);
      if (affected.length === 0) return;
      markPatched(instance);
      const label = `Updated ${affected.map(({ handler }) => handler).join(', ')}`;
      await step(label, { limitMs: 60_000, advice: 'make quick-start deploys all' }, () =>
        updateFunctions(client, affected),
      );
    },
  );
};

/** Builds the web client anew when what it is made of changes; a page shows it once it is loaded again. */
const watchWeb = async (): Promise<void> => {
  const build = () =>
    step('Built the web client', { limitMs: 60_000, advice: 'make web builds it too' }, async () => void buildWeb());
  const isSource = (file: string) => !file.startsWith('dist');
  await Promise.all(['web', 'client/src'].map((directory) => onChanges(directory, isSource, build)));
};

/** Puts each change of functions and of the web client into what runs, until interrupted. */
export const watchSources = async (instance: Instance): Promise<void> => {
  await Promise.all([watchFunctions(instance), watchWeb()]);
};
