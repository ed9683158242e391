import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { lastLines, whenThisProcessEnds } from './background-process.ts';
import { Failure } from './failure.ts';
import { gatewayUrl, type Instance, logFileOf, readState, updateState } from './instance.ts';
import { localAws, localAwsEnvironment } from './local-aws.ts';
import { localAccount, localRegion } from './ministack.ts';
import { searchUrl } from './opensearch.ts';
import { type Outputs, outputOf } from './outputs.ts';
import { local, root } from './paths.ts';
import type { StepControls } from './progress.ts';

/** What a deployment is made from, below the top of the work tree. */
const sources = ['bin', 'lib', 'functions', 'layers', 'cdk.json', 'package-lock.json'];

const filesIn = (path: string): string[] => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
};

/** Of all that a deployment to this instance is made from. */
const digestOf = (instance: Instance): string => {
  const hash = createHash('sha256').update(JSON.stringify(instance.ports));
  for (const file of sources.flatMap((source) => filesIn(join(root, source))))
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

/** Whether the deployed HTTP API is there: a stopped local cloud may have lost it. */
const stillThere = async (instance: Instance, outputs: Outputs): Promise<boolean> => {
  const url = `${gatewayUrl(instance)}/_aws/execute-api/${outputOf(outputs, 'HttpApiId')}/$default/health`;
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  return response.status !== 404;
};

/** Installs the layers for this machine, which are deployed as they lie there, where make did not. */
const ensureLayers = ({ report }: StepControls): void => {
  const part = `layers-${process.arch}`;
  if (existsSync(join(local, 'layers', process.arch, '.installed'))) return;
  report(part);
  const { status, stderr } = spawnSync(process.execPath, ['localstack/setup.mjs', part], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Failure(`cannot install ${part}: ${stderr}`, 'see its output above; try again');
};

/** What a line of the CDK's output says, without its columns of numbers and times. */
const shortened = (line: string): string => {
  const [, , , status, , resource] = line.split('|').map((column) => column.trim());
  return resource ? `${status?.toLowerCase()} ${resource.replace(/ \(.*/, '')}` : line;
};

const runCdk = async (instance: Instance, args: readonly string[], { signal, report }: StepControls): Promise<void> => {
  const command = join(root, 'node_modules', 'aws-cdk-local', 'bin', 'cdklocal');
  const options = ['--ci', '--no-notices', '--no-version-reporting', '--output', join(instance.directory, 'cdk.out')];
  const env = {
    ...localAwsEnvironment(instance),
    PATH: [dirname(process.execPath), process.env.PATH].join(':'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    SEARCH_ENDPOINT: searchUrl(instance),
  };
  const logFile = logFileOf(instance, 'deploy');
  const child = spawn(process.execPath, [command, ...args, ...options], {
    cwd: root,
    env,
    // A group of its own: the CDK starts the app, and esbuild below it, which go on for themselves otherwise.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid);
  };
  signal.addEventListener('abort', end);
  whenThisProcessEnds(end);
  const log = createWriteStream(logFile, { flags: 'a' });
  for (const output of [child.stdout, child.stderr]) {
    output.pipe(log, { end: false });
    createInterface(output).on('line', (line) => line.trim() && report(shortened(line.trim())));
  }
  const [code] = await once(child, 'close');
  log.end();
  if (code !== 0)
    throw new Failure(
      `cdklocal ${args[0]} failed:\n${lastLines(logFile)}`,
      `its whole log is ${logFile}; if it stays so, try make reset`,
    );
};

/** Empties the local cloud: what a failed first deployment left there can't be deleted otherwise, nor deployed over. */
const wipe = async (instance: Instance): Promise<void> => {
  await fetch(`${gatewayUrl(instance)}/_ministack/reset`, { method: 'POST', signal: AbortSignal.timeout(10_000) });
};

const origins = ({ ports }: Instance) => [`http://localhost:${ports.front}`, `http://127.0.0.1:${ports.front}`];

/** The digest of a deployment whose functions' code was changed since, behind CloudFormation's back. */
const patched = 'patched';

/** Remembers that functions' code was changed without a deployment. */
export const markPatched = (instance: Instance): void => {
  const { deployment } = readState(instance);
  if (deployment) updateState(instance, { deployment: { ...deployment, digest: patched } });
};

/** CloudFormation leaves a function alone whose code it believes to be there already, so all are updated by hand. */
const deployPatchedCode = async (instance: Instance, { report }: StepControls): Promise<void> => {
  report('functions that dev-watch changed');
  const { deployedFunctions } = await import('./deployed-functions.ts');
  const { updateFunctions } = await import('./update-function.ts');
  const client = new LambdaClient(localAws(instance));
  await updateFunctions(client, await deployedFunctions(client));
};

/**
 * Deploys the app to the instance's local cloud, unless the same is there already.
 *
 * @returns the outputs of all stacks
 * @throws Failure the deployment failed
 */
export const deploy = async (instance: Instance, controls: StepControls): Promise<Outputs> => {
  const { deployment } = readState(instance);
  const digest = digestOf(instance);
  const isThere = deployment !== undefined && (await stillThere(instance, deployment.outputs));
  if (isThere && deployment.digest === digest) return deployment.outputs;
  ensureLayers(controls);
  if (!deployment) await wipe(instance);
  if (!isThere) await runCdk(instance, ['bootstrap', `aws://${localAccount}/${localRegion}`], controls);

  const outputsFile = join(instance.directory, 'outputs.json');
  const context = ['--context', 'stage=local', '--context', `allowedOrigins=${origins(instance).join(',')}`];
  const options = ['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile];
  await runCdk(instance, ['deploy', '--all', ...context, ...options], controls);
  if (deployment?.digest === patched) await deployPatchedCode(instance, controls);
  const byStack: Record<string, Outputs> = JSON.parse(readFileSync(outputsFile, 'utf8'));
  const outputs = Object.assign({}, ...Object.values(byStack));
  updateState(instance, { deployment: { digest, outputs } });
  return outputs;
};
