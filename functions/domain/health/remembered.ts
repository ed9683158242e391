import type { Clock } from '../clock.ts';

/**
 * Asks at most once in `keepMs`, in milliseconds: who asks meanwhile, at the same moment too, gets the same answer. A
 * question that fails is asked anew.
 */
export const remembered = <Answer>(
  { clock }: { readonly clock: Clock },
  keepMs: number,
  ask: () => Promise<Answer>,
): (() => Promise<Answer>) => {
  let last: { readonly answer: Promise<Answer>; readonly askedAtMs: number } | undefined;
  return () => {
    const nowMs = clock.nowMs();
    if (last !== undefined && nowMs - last.askedAtMs < keepMs) return last.answer;
    const asked = { answer: ask(), askedAtMs: nowMs };
    last = asked;
    asked.answer.catch(() => {
      if (last === asked) last = undefined;
    });
    return asked.answer;
  };
};
