import type { Instance } from './instance.ts';
import { answersOk, startOwnPart } from './part.ts';

/** The one origin that clients use. */
export const frontUrl = ({ ports }: Instance): string => `http://localhost:${ports.front}`;

/**
 * Starts the front and waits until it answers.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startFront = (instance: Instance, signal: AbortSignal): Promise<void> =>
  startOwnPart(instance, 'front', 'front-process.ts', { isReady: () => answersOk(frontUrl(instance)), signal });
