import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gatewayUrl, type Instance } from './instance.ts';
import { answersOk, startPart } from './part.ts';
import { local } from './paths.ts';

/** Region of everything local. */
export const localRegion = 'us-east-1';
/** Account of everything local. */
export const localAccount = '000000000000';
/** The local cloud's administrator; every other key is a role's own and is held to its policies. */
export const administrator = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export interface MinistackOptions {
  /** Whether what is in it is kept over a stop and a start. */
  readonly persistent: boolean;
  readonly signal: AbortSignal;
}

/**
 * The environment of MiniStack, which every function inherits: nothing of the person's own AWS settings is in it.
 * `node` on its PATH, the one that runs this, is what runs the functions.
 */
const environmentOf = ({ directory, ports }: Instance, persistent: boolean): NodeJS.ProcessEnv => ({
  PATH: [dirname(process.execPath), process.env.PATH].join(':'),
  HOME: process.env.HOME,
  TMPDIR: join(directory, 'tmp'),
  GATEWAY_PORT: String(ports.gateway),
  BIND_HOST: '127.0.0.1',
  AUTH: 'true',
  AWS_ACCESS_KEY_ID: administrator.accessKeyId,
  AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
  MINISTACK_REGION: localRegion,
  MINISTACK_ACCOUNT_ID: localAccount,
  MINISTACK_OPENSEARCH_ENDPOINT: `localhost:${ports.search}`,
  // SES hands on there what it takes.
  SMTP_HOST: `127.0.0.1:${ports.mail}`,
  PERSIST_STATE: persistent ? '1' : '0',
  STATE_DIR: join(directory, 'state'),
  S3_PERSIST: persistent ? '1' : '0',
  S3_DATA_DIR: join(directory, 'state', 's3'),
  // Listeners on ports of their own, which two instances would fight over.
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
});

interface LambdaState {
  readonly payload: { readonly dynamodb_stream_positions: { data: Readonly<Record<string, number>> } };
}

/**
 * Has the consumers of streams begin at the start. MiniStack keeps how many records each had read, but not the records:
 * after a restart a consumer would wait until as many had come again, and never see them.
 */
const forgetStreamPositions = ({ directory }: Instance): void => {
  const file = join(directory, 'state', 'lambda.json');
  if (!existsSync(file)) return;
  const state = JSON.parse(readFileSync(file, 'utf8')) as LambdaState;
  state.payload.dynamodb_stream_positions.data = {};
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
};

/**
 * Starts MiniStack, the local cloud's AWS APIs, with permissions enforced, and waits until it is ready.
 *
 * @throws Failure its port is taken, or it ended before it was ready
 */
export const startMinistack = async (instance: Instance, { persistent, signal }: MinistackOptions): Promise<void> => {
  const env = environmentOf(instance, persistent);
  const temporary = join(instance.directory, 'tmp');
  mkdirSync(temporary, { recursive: true });
  // Functions are unpacked there, and would else be modules, as the project's own package.json says.
  writeFileSync(join(temporary, 'package.json'), '{ "type": "commonjs" }\n');
  forgetStreamPositions(instance);
  await startPart(
    instance,
    'gateway',
    { command: join(local, 'venv', 'bin', 'python'), args: ['-m', 'ministack'], env, cwd: instance.directory },
    { isReady: () => answersOk(`${gatewayUrl(instance)}/_ministack/ready`), signal },
  );
};
