import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that outlives its starter. A pid alone may be another process's after a restart of the machine. */
export interface BackgroundProcess {
  readonly pid: number;
  /** When it started, in the system's own words: compared, never read. */
  readonly startedAt: string;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
}

/** When the process with this pid started, or undefined when there is none (or only its exit status is left). */
const startOf = (pid: number): string | undefined => {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    }
    // The name in parentheses may hold spaces; after it come the state and, 19 fields on, the start in clock ticks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? undefined : fields?.[19];
  } catch {
    return undefined;
  }
};

/** The process that runs this code. */
export const thisProcess = (): BackgroundProcess => ({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });

/** Whether it is still that process which runs. */
export const isRunning = ({ pid, startedAt }: BackgroundProcess): boolean => startOf(pid) === startedAt;

/**
 * Starts a process of its own group, so that Ctrl-C in the terminal does not reach it; its output is added to a log.
 *
 * @throws Error the command can't be run
 */
export const startInBackground = async ({ command, args, env, cwd, logFile }: Command): Promise<BackgroundProcess> => {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid ?? 0;
    return { pid, startedAt: startOf(pid) ?? '' };
  } finally {
    closeSync(log);
  }
};

/**
 * Asks the process to end and waits for it.
 *
 * @returns false when it had to be killed because it did not end within `limitMs`
 */
export const stopProcess = async (started: BackgroundProcess, limitMs = 20_000): Promise<boolean> => {
  requestStop(started);
  for (const untilMs = performance.now() + limitMs; performance.now() < untilMs; await sleep(50)) {
    if (!isRunning(started)) return true;
  }
  process.kill(started.pid, 'SIGKILL');
  return false;
};

/** The end of a log, for an error message. */
export const lastLines = (logFile: string, count = 15): string => {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
};

const endings = new Set<() => void>();
const end = () => {
  for (const ending of endings) ending();
  endings.clear();
};
const endOn = (signal: NodeJS.Signals, exitCode: number) => {
  process.once(signal, () => {
    end();
    process.exit(exitCode);
  });
};

/** Has something done, synchronously, when this process ends, also by Ctrl-C or `kill`. */
export const whenThisProcessEnds = (ending: () => void): void => {
  if (endings.size === 0) {
    process.once('exit', end);
    endOn('SIGINT', 130);
    endOn('SIGTERM', 143);
    endOn('SIGHUP', 129);
  }
  endings.add(ending);
};

/** Asks the process to end without waiting for it. */
export const requestStop = (started: BackgroundProcess): void => {
  if (isRunning(started)) process.kill(started.pid, 'SIGTERM');
};
