import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';

const webDirectory = fileURLToPath(new URL('.', import.meta.url));

/** What the emoji picker reads, which would fetch it from elsewhere otherwise. */
const emojiFiles = ['en/data.json', 'en/messages.json'];

/** The file that an entry point became, below the directory of what was built. */
const outputOf = ({ outputs }: Metafile, entryPoint: string, directory: string): string => {
  const [path] = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith(entryPoint)) ?? [];
  if (path === undefined) throw new Error(`nothing was built from ${entryPoint}`);
  return path.slice(path.indexOf(`${basename(directory)}/`) + basename(directory).length + 1);
};

/**
 * Builds the web client: files named by what is in them below `assets`, which can be cached for good, and the page that
 * loads them.
 *
 * @param directory where it goes; what was there is removed
 * @returns esbuild's account of what is in each file
 */
export const buildWeb = (directory = join(webDirectory, 'dist')): Metafile => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { metafile } = buildSync({
    absWorkingDir: webDirectory,
    entryPoints: ['src/main.tsx', 'src/styles/main.css'],
    outdir: directory,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    conditions: ['@chemchat/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const page = readFileSync(join(webDirectory, 'index.html'), 'utf8')
    .replace('{{script}}', outputOf(metafile, 'src/main.tsx', directory))
    .replace('{{styles}}', outputOf(metafile, 'src/styles/main.css', directory));
  writeFileSync(join(directory, 'index.html'), page);
  cpSync(join(webDirectory, 'favicon.svg'), join(directory, 'favicon.svg'));
  for (const file of emojiFiles) {
    const source = fileURLToPath(import.meta.resolve(`emojibase-data/${file}`));
    cpSync(source, join(directory, 'emojibase', file));
  }
  return metafile;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) buildWeb();
