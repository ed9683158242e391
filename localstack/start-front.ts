import { join } from 'node:path';
import type { Instance } from './instance.ts';
import { answersOk, startPart } from './part.ts';
import { root } from './paths.ts';

/** The one origin that clients use. */
export const frontUrl = ({ ports }: Instance): string => `http://localhost:${ports.front}`;

/**
 * Starts the front and waits until it answers.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startFront = async (instance: Instance, signal: AbortSignal): Promise<void> => {
  const { PATH, HOME } = process.env;
  await startPart(
    instance,
    'front',
    {
      command: process.execPath,
      args: ['--import', 'tsx', join(root, 'localstack', 'front-process.ts')],
      env: { PATH, HOME, INSTANCE: instance.name },
      cwd: root,
    },
    { isReady: () => answersOk(frontUrl(instance)), signal },
  );
};
