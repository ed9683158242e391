import { decorrelatedJitterGenerator, ExponentialBackoff, handleWhenResult, retry } from 'cockatiel';

/** What becomes of a conditional write: `overtaken` and `contended` wrote nothing and may be tried again. */
export interface Attempt {
  readonly outcome: string;
}

/**
 * Tries a conditional write again when it lost a race: at most 25 times, after 10 to 300 ms, with decorrelated jitter
 * (M. Brooker, "Exponential Backoff and Jitter"); some 4 s in all, well within a function's time. The last outcome is
 * returned, whatever it is.
 */
export const retryContended = retry(
  handleWhenResult((result) => ['overtaken', 'contended'].includes((result as Attempt).outcome)),
  {
    maxAttempts: 25,
    backoff: new ExponentialBackoff({ initialDelay: 10, maxDelay: 300, generator: decorrelatedJitterGenerator }),
  },
);
