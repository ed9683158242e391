import { join } from 'node:path';
import type { Instance } from './instance.ts';
import { startPart } from './part.ts';
import { root } from './paths.ts';
import { answers } from './ports.ts';

/**
 * Starts what catches mail and waits until it takes some.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startMailCatcher = async (instance: Instance, signal: AbortSignal): Promise<void> => {
  const { PATH, HOME } = process.env;
  await startPart(
    instance,
    'mail',
    {
      command: process.execPath,
      args: ['--import', 'tsx', join(root, 'localstack', 'mail-catcher-process.ts')],
      env: { PATH, HOME, INSTANCE: instance.name },
      cwd: root,
    },
    { isReady: () => answers(instance.ports.mail), signal },
  );
};
