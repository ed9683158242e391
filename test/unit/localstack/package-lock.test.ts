import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from '../../../localstack/paths.ts';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

// npm leaves out what the registry at hand does not have, and then refuses the lock on the machines that need it.
it('the lock names the packages of every platform, not only of the one where it was written', () => {
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
});
