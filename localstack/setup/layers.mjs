import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { local, markInstalled, root, run } from './tools.mjs';

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
export const installLayers = (processor) => {
  const directory = join(local, 'layers', processor);
  rmSync(directory, { recursive: true, force: true });
  installSharp(processor, join(directory, 'sharp'));
  installFfmpeg(processor, join(directory, 'ffmpeg'));
  markInstalled(directory);
};
