import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { deployedFunctions } from './deployed-functions.ts';
import { Failure } from './failure.ts';
import { gatewayUrl, type Instance } from './instance.ts';
import { localAws, localAwsEnvironment } from './local-aws.ts';
import { root } from './paths.ts';

const usage = 'for instance: make dev-debug FUNCTION=http/get-health EVENT=localstack/events/get-health.json';

export interface DebugOptions {
  /** The handler's file below functions/, without its ending. */
  readonly handler: string | undefined;
  /** A JSON file with the event. */
  readonly eventFile: string | undefined;
  /** Where the inspector listens. */
  readonly inspect: string;
}

/**
 * Runs a handler from its source, once, with the environment of its deployed function and the administrator's
 * permissions, and waits for a debugger before the call.
 *
 * @throws Failure the function is not deployed, or the event's file is not there
 */
export const debugFunction = async (
  instance: Instance,
  { handler, eventFile, inspect }: DebugOptions,
): Promise<void> => {
  const functions = await deployedFunctions(new LambdaClient(localAws(instance)));
  const known = functions.map((each) => each.handler).toSorted();
  const deployed = functions.find((each) => each.handler === handler);
  if (!deployed) throw new Failure(`FUNCTION=${handler ?? ''} is not deployed; there are ${known.join(', ')}`, usage);
  if (!eventFile || !existsSync(eventFile)) throw new Failure(`EVENT=${eventFile ?? ''} is no file`, usage);
  const { Environment, FunctionName, MemorySize } = deployed.configuration;
  const child = spawn(
    process.execPath,
    [
      `--inspect-wait=${inspect}`,
      // Not tsx, which puts a file on one line: lines and columns are the source's own.
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      join(root, 'localstack', 'invoke-locally.ts'),
      deployed.handler,
      eventFile,
    ],
    {
      stdio: 'inherit',
      env: {
        ...localAwsEnvironment(instance),
        ...Environment?.Variables,
        AWS_ENDPOINT_URL: gatewayUrl(instance),
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      },
    },
  );
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Failure(`${handler} ended with exit status ${code}`, 'see its output above');
};
