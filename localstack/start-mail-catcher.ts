import type { Instance } from './instance.ts';
import { startOwnPart } from './part.ts';
import { answers } from './ports.ts';

/**
 * Starts what catches mail and waits until it takes some.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startMailCatcher = (instance: Instance, signal: AbortSignal): Promise<void> =>
  startOwnPart(instance, 'mail', 'mail-catcher-process.ts', { isReady: () => answers(instance.ports.mail), signal });
