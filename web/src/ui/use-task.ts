import { useState } from 'react';
import { errorText } from './error-text.ts';

/** Something that a person sets off, and how it goes. */
export interface Task<Arguments extends readonly unknown[]> {
  /** Runs it; while one run is under way, another is not begun. */
  readonly run: (...given: Arguments) => Promise<void>;
  readonly isPending: boolean;
  /** What went wrong the last time. */
  readonly problem: string | undefined;
}

/** Runs an action and remembers whether it is under way and what went wrong. */
export const useTask = <Arguments extends readonly unknown[]>(
  action: (...given: Arguments) => Promise<unknown>,
): Task<Arguments> => {
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (...given: Arguments) => {
    if (isPending) return;
    setPending(true);
    setProblem(undefined);
    try {
      await action(...given);
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setPending(false);
    }
  };
  return { run, isPending, problem };
};
