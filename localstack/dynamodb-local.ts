import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  isRunning,
  lastLines,
  requestStop,
  startInBackground,
  stopProcess,
  whenThisProcessEnds,
} from './background-process.ts';
import { Failure } from './failure.ts';
import { java, local } from './paths.ts';
import { freePorts } from './ports.ts';
import { waitFor } from './progress.ts';

const jars = join(local, 'dynamodb-local');
const readyWithinMs = 30_000;

/** AWS's own DynamoDB Local, running. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts AWS's own DynamoDB Local, in memory, on a free port; its log goes to `directory`. It ends with this
 * process at the latest.
 *
 * @throws Failure it is not installed, or was not ready within 30 s
 */
export const startDynamoDbLocal = async ({ directory }: { readonly directory: string }): Promise<DynamoDbLocal> => {
  if (!existsSync(jars)) {
    throw new Failure(
      'DynamoDB Local is not installed',
      'run it through make (make test-integration), which installs it',
    );
  }
  const [port] = await freePorts(1);
  const logFile = join(directory, `dynamodb-local-${randomUUID()}.log`);
  const { PATH, HOME } = process.env;
  const started = await startInBackground({
    command: java,
    args: [
      ...[`-Djava.library.path=${jars}`, '-cp', join(jars, '*')],
      ...['software.amazon.dynamodb.services.local.main.ServerRunner', '-inMemory', '-disableTelemetry'],
      ...['-port', String(port)],
    ],
    env: { PATH, HOME },
    cwd: directory,
    logFile,
  });
  whenThisProcessEnds(() => requestStop(started));
  const endpoint = `http://localhost:${port}`;
  const stop = async () => void (await stopProcess(started));
  const answers = async () => {
    if (!isRunning(started))
      throw new Failure(`DynamoDB Local ended while starting:\n${lastLines(logFile)}`, `its log is ${logFile}`);
    // Any answer will do: an unsigned request gets a 400.
    return fetch(endpoint, { signal: AbortSignal.timeout(1000) }).then(
      () => true,
      () => undefined,
    );
  };
  try {
    await waitFor(answers, AbortSignal.timeout(readyWithinMs));
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
};
