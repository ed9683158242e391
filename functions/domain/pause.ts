/** Waits some time between these, in ms, that nobody can foresee: so that those who lost a race do not meet again. */
export const pause = (fromMs: number, toMs: number): Promise<void> =>
  new Promise((wake) => {
    setTimeout(wake, fromMs + Math.random() * (toMs - fromMs));
  });
