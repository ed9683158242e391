import { cpSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type OutputFile } from 'esbuild';

const projectRoot = resolve(import.meta.dirname, '../..');

/** A handler's file below functions/, without its ending: `http/send-message`. */
export type HandlerName =
  `${'http' | 'websocket' | 'identity' | 'streams' | 'events' | 'queues' | 'schedules' | 'media' | 'edge'}/${string}`;

/** Files that a function reads at run time: folder beside the bundle -> files of the project that go there. */
export type Assets = Readonly<Record<string, readonly string[]>>;

const sourceOf = (handler: HandlerName): string => join('functions', `${handler}.ts`);

/** One call for all of nearly a hundred takes some 6 GB; so many at a time take 1.8, and no longer. */
const bundledAtOnce = 16;

const bundleGroup = (handlers: readonly HandlerName[]): [HandlerName, readonly OutputFile[]][] => {
  // Nothing is written there: the folder makes the paths in the source maps the same on every machine.
  const outdir = join(projectRoot, '.bundle');
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: handlers.map((handler) => ({ in: sourceOf(handler), out: `${handler}/index` })),
    outdir,
    write: false,
    bundle: true,
    platform: 'node',
    // In layers: programs of a processor.
    external: ['sharp', 'chemchat-ffmpeg'],
    target: 'node22',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { 'import.meta.dirname': '__dirname' },
    minify: true,
    // Errors are named after their classes.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  return handlers.map((handler) => [
    handler,
    outputFiles.filter(({ path }) => dirname(path) === join(outdir, handler)),
  ]);
};

/**
 * Bundles handlers, many in one call, as NodejsFunction would one by one. Every package goes in, the AWS SDK too, so
 * that what was tested is what runs. CommonJS, since parts of the X-Ray SDK can't be carried into a module.
 *
 * @returns the files of each handler: `index.js` and its source map
 */
export const bundleHandlers = (handlers: readonly HandlerName[]): ReadonlyMap<HandlerName, readonly OutputFile[]> =>
  new Map(
    Array.from({ length: Math.ceil(handlers.length / bundledAtOnce) }, (_, group) =>
      bundleGroup(handlers.slice(group * bundledAtOnce, (group + 1) * bundledAtOnce)),
    ).flat(),
  );

let bundles: ReadonlyMap<HandlerName, readonly OutputFile[]> | undefined;

/** A few esbuild calls for all handlers are more than twice as quick as a call for each, and eight times as npx for each. */
const bundleOf = (handler: HandlerName): readonly OutputFile[] => {
  bundles ??= bundleHandlers(
    globSync('functions/{http,websocket,identity,streams,events,queues,schedules,media,edge}/*.ts', {
      cwd: projectRoot,
    })
      .filter((path) => !path.endsWith('.env.ts'))
      .map((path) => relative('functions', path).slice(0, -'.ts'.length) as HandlerName),
  );
  return bundles.get(handler) ?? [];
};

/**
 * The code of a function, bundled when its stack is synthesised.
 *
 * @throws Error when the handler has no file
 */
export const handlerCode = (handler: HandlerName, assets: Assets = {}): AssetCode => {
  const source = join(projectRoot, sourceOf(handler));
  if (!existsSync(source)) throw new Error(`cannot find the handler ${relative(projectRoot, source)}`);
  return Code.fromAsset(dirname(source), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none: bundling is local'),
      // Never run. CDK takes two bundlings of one folder for the same unless something that it can compare differs.
      command: ['bundle', handler, ...Object.values(assets).flat()],
      local: {
        tryBundle: (outputDirectory) => {
          for (const { path, contents } of bundleOf(handler)) {
            writeFileSync(join(outputDirectory, basename(path)), contents);
          }
          for (const [folder, files] of Object.entries(assets)) {
            mkdirSync(join(outputDirectory, folder), { recursive: true });
            for (const file of files) cpSync(join(projectRoot, file), join(outputDirectory, folder, basename(file)));
          }
          return true;
        },
      },
    },
  });
};
