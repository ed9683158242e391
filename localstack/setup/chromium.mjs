import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { link, local, Missing, markInstalled, outputOf, run } from './tools.mjs';

/** Names that browsers which playwright-core can drive go by. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const fonts = ['fonts-liberation', 'fonts-noto-color-emoji'];

const generic = new Map([
  ['system-ui', 'Liberation Sans'],
  ['sans-serif', 'Liberation Sans'],
  ['emoji', 'Noto Color Emoji'],
]);

/** The machine's fonts, and ours before them: pages look the same everywhere, and have emoji. It names no place of its own. */
const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
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
export const installChromium = () => {
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
      // Wherever the checkout was moved to, and by whatever link it is called.
      'here=$(dirname "$(readlink -f "$0")")',
      'top="$here/root"',
      `export LD_LIBRARY_PATH="${libraryPath}"`,
      'export FONTCONFIG_FILE="$here/fonts.conf" XDG_CACHE_HOME="$here/cache"',
      'exec "$top/usr/lib/chromium/chromium" "$@"',
    ];
    writeFileSync(join(directory, 'fonts.conf'), fontsConfiguration);
    writeFileSync(command, `${lines.join('\n')}\n`, { mode: 0o755 });
  }
  const version = outputOf(command, ['--version']);
  if (!version)
    throw new Missing(`${command} can't be run`, 'install Chromium, or name one: CHROMIUM=/path make test-e2e');
  console.error(`  ${version}`);
  markInstalled(directory);
};
