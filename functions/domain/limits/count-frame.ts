import type { SessionKey } from '../sessions/refresh-token.ts';
import { framesAToken } from './limits.ts';
import { type TakeTokenDeps, takeToken } from './take-token.ts';

/** What counting frames needs. */
export interface CountFrameDeps extends TakeTokenDeps {
  /** A number from 0 up to 1, any as likely as another. */
  readonly random: () => number;
}

/**
 * Counts a frame of a device: one of so many, drawn at random, takes a token for all of them. Who keeps to the rate is
 * never found above it by more than the bucket holds; who floods is, within seconds.
 *
 * @throws RateLimited the device floods
 */
export const countFrame = async (deps: CountFrameDeps, session: SessionKey): Promise<void> => {
  if (deps.random() * framesAToken < 1) await takeToken(deps, { action: 'frames', session });
};
