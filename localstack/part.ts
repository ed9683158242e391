import { join } from 'node:path';
import { type Command, isRunning, lastLines, startInBackground, stopProcess } from './background-process.ts';
import { Failure } from './failure.ts';
import { type Instance, logFileOf, type Part, portVariables, readState, rememberProcess } from './instance.ts';
import { root } from './paths.ts';
import { portIsTaken } from './ports.ts';
import { waitFor } from './progress.ts';

const names: Readonly<Record<Part, string>> = {
  gateway: 'local cloud',
  search: 'search',
  front: 'front',
  mail: 'mail catcher',
};

/** Whether the part runs. */
export const partRuns = (instance: Instance, part: Part): boolean => {
  const started = readState(instance).processes[part];
  return started !== undefined && isRunning(started);
};

/** Stops one part; nothing happens when it doesn't run. */
export const stopPart = async (instance: Instance, part: Part): Promise<void> => {
  const started = readState(instance).processes[part];
  if (!started) return;
  await stopProcess(started);
  rememberProcess(instance, part, undefined);
};

/** Makes sure that a part's port is free before it starts. */
export const claimPort = async (instance: Instance, part: Part): Promise<void> => {
  const port = instance.ports[part];
  if (!(await portIsTaken(port))) return;
  const variable = portVariables[part];
  throw new Failure(
    `port ${port} (${names[part]}) is taken by another program`,
    `end that program, or choose another port: ${variable}=${port + 1} make quick-start`,
  );
};

/**
 * Starts a part and waits until it is ready.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startPart = async (
  instance: Instance,
  part: Part,
  command: Omit<Command, 'logFile'>,
  { isReady, signal }: { isReady: () => Promise<boolean>; signal: AbortSignal },
): Promise<void> => {
  await stopPart(instance, part);
  await claimPort(instance, part);
  const logFile = logFileOf(instance, part);
  const started = await startInBackground({ ...command, logFile });
  rememberProcess(instance, part, started);
  await waitFor(async () => {
    if (!isRunning(started)) {
      throw new Failure(`the ${names[part]} ended while starting:\n${lastLines(logFile)}`, `its log is ${logFile}`);
    }
    return (await isReady()) || undefined;
  }, signal);
};

/** Whether a URL answers with success within a second. */
export const answersOk = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
};

/**
 * Starts a part that is a program of ChemChat's own, a file in localstack, and waits until it is ready.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startOwnPart = async (
  instance: Instance,
  part: Part,
  file: string,
  ready: Parameters<typeof startPart>[3],
): Promise<void> => {
  const { PATH, HOME } = process.env;
  await startPart(
    instance,
    part,
    {
      command: process.execPath,
      args: ['--import', 'tsx', join(root, 'localstack', file)],
      env: { PATH, HOME, INSTANCE: instance.name },
      cwd: root,
    },
    ready,
  );
};
