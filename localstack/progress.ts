import { Failure } from './failure.ts';

/** What the work of a step is given. */
export interface StepControls {
  /** Aborted when the step's time is up. */
  readonly signal: AbortSignal;
  /** Says how far the work is; shown beside the step. */
  report(detail: string): void;
}

export interface StepOptions {
  readonly limitMs: number;
  /** What to do when the time limit is hit. */
  readonly advice: string;
}

const terminal = process.stderr.isTTY === true;
/** How often a log file, which has no line to redraw, hears that a step is still going on. */
const heartbeatMs = terminal ? 200 : 15_000;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const write = (line: string, final: boolean) => {
  const text = terminal ? line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)) : line;
  if (terminal) process.stderr.write(`\r\x1b[2K${text}${final ? '\n' : ''}`);
  else process.stderr.write(`${line}\n`);
};

/**
 * Runs one step with its progress on stderr and a limit on its time.
 *
 * @throws Failure the time limit was hit; `work` is told by its signal and not waited for
 */
export const step = async <Result>(
  label: string,
  { limitMs, advice }: StepOptions,
  work: (controls: StepControls) => Promise<Result>,
): Promise<Result> => {
  const startedMs = performance.now();
  const elapsed = () => seconds(performance.now() - startedMs);
  const limit = new AbortController();
  let detail = '';
  const show = () => write(`… ${label} (${elapsed()})${detail ? `: ${detail}` : ''}`, false);
  const heartbeat = setInterval(show, heartbeatMs);
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const failure = new Failure(`${label}: not done within ${seconds(limitMs)}${detail ? ` (${detail})` : ''}`, advice);
    limit.abort(failure);
    reject(failure);
  }, limitMs);
  try {
    const report = (text: string) => {
      detail = text;
    };
    const result = await Promise.race([work({ signal: limit.signal, report }), timeUp]);
    write(`✔ ${label} (${elapsed()})`, true);
    return result;
  } catch (error) {
    write(`✖ ${label} (${elapsed()})`, true);
    throw error;
  } finally {
    clearInterval(heartbeat);
    clearTimeout(timer);
  }
};

/** Says that something optional is missing and what follows. */
export const warn = (text: string): void => write(`! ${text}`, true);

/** Asks again and again until the answer is not undefined; `signal` ends it with its reason. */
export const waitFor = async <Answer>(
  probe: () => Promise<Answer | undefined>,
  signal: AbortSignal,
  everyMs = 150,
): Promise<Answer> => {
  for (;;) {
    signal.throwIfAborted();
    const answer = await probe();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
