import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackgroundProcess } from './background-process.ts';
import { Failure } from './failure.ts';
import { local } from './paths.ts';

/** Where an instance listens; all on the loopback interface. */
export interface Ports {
  /** AWS APIs. */
  readonly gateway: number;
  /** OpenSearch. */
  readonly search: number;
  /** The one origin that clients use. */
  readonly front: number;
  /** What catches mail, by SMTP. */
  readonly mail: number;
}

/** One local cloud: a directory with its data, logs and processes, and its ports. Several run side by side. */
export interface Instance {
  readonly name: string;
  readonly directory: string;
  readonly ports: Ports;
  /** Where the URLs are written for clients to find. */
  readonly endpointsFile: string;
}

/** What runs for an instance, in the order of starting. */
export const parts = ['search', 'mail', 'gateway', 'front'] as const;
export type Part = (typeof parts)[number];

/** What was deployed last. */
export interface Deployment {
  /** Of everything the deployment is made from: same digest, nothing to deploy. */
  readonly digest: string;
  /** The stacks' outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What an instance remembers between commands. */
export interface InstanceState {
  readonly ports?: Ports;
  readonly processes: Partial<Record<Part, BackgroundProcess>>;
  readonly deployment?: Deployment;
  /** Who the instance belongs to and ends with, for instances of test runs. */
  readonly owner?: BackgroundProcess;
}

const defaultName = 'default';
const defaultPorts: Ports = { gateway: 4566, search: 9201, front: 3000, mail: 1025 };

/** The variable that sets each port. */
export const portVariables: Readonly<Record<Part, string>> = {
  gateway: 'GATEWAY_PORT',
  search: 'SEARCH_PORT',
  front: 'PORT',
  mail: 'MAIL_PORT',
};

const instancesDirectory = join(local, 'instances');
const stateFile = (directory: string) => join(directory, 'instance.json');

const read = (directory: string): InstanceState => {
  const file = stateFile(directory);
  if (!existsSync(file)) return { processes: {} };
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Failure(`can't read ${file}`, `delete ${directory}`, { cause: error });
  }
};

/** What the instance remembers; nothing when it was never started. */
export const readState = ({ directory }: Instance): InstanceState => read(directory);

/** Changes what the instance remembers; undefined forgets an entry. Whole or not at all. */
export const updateState = (
  { directory }: Instance,
  changes: { [Key in keyof InstanceState]?: InstanceState[Key] | undefined },
): void => {
  mkdirSync(directory, { recursive: true });
  const written = `${stateFile(directory)}.new`;
  writeFileSync(written, `${JSON.stringify({ ...read(directory), ...changes }, undefined, 2)}\n`);
  renameSync(written, stateFile(directory));
};

/** Remembers that a part runs as this process, or, with undefined, that it doesn't. */
export const rememberProcess = (instance: Instance, part: Part, started: BackgroundProcess | undefined): void => {
  const { [part]: _replaced, ...others } = readState(instance).processes;
  updateState(instance, { processes: started ? { ...others, [part]: started } : others });
};

const portIn = (environment: NodeJS.ProcessEnv, part: Part): number | undefined => {
  const text = environment[portVariables[part]];
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Failure(`${portVariables[part]}=${text} is no port`, 'give a whole number from 1 to 65535');
};

/**
 * The instance that the environment names: INSTANCE (`default`), and PORT, GATEWAY_PORT, SEARCH_PORT, MAIL_PORT over the
 * ports of its last start over the usual ones.
 *
 * @throws Failure a name or port that can't be used
 */
export const openInstance = (environment: NodeJS.ProcessEnv = process.env): Instance => {
  const name = environment.INSTANCE || defaultName;
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) {
    throw new Failure(`INSTANCE=${name} is no name`, 'use lower-case letters, digits and hyphens');
  }
  const directory = join(instancesDirectory, name);
  const last = { ...defaultPorts, ...read(directory).ports };
  const port = (part: Part) => portIn(environment, part) ?? last[part];
  return {
    name,
    directory,
    ports: { gateway: port('gateway'), search: port('search'), front: port('front'), mail: port('mail') },
    endpointsFile: join(name === defaultName ? local : directory, 'endpoints.json'),
  };
};

/** All instances that were ever started and not cleaned away. */
export const allInstances = (): Instance[] => {
  if (!existsSync(instancesDirectory)) return [];
  return readdirSync(instancesDirectory).map((name) => openInstance({ INSTANCE: name }));
};

/** The log of a part, or of a deployment. */
export const logFileOf = ({ directory }: Instance, of: Part | 'deploy'): string => join(directory, 'logs', `${of}.log`);

/** Where SDKs, the CDK and the proxy reach the local cloud's AWS APIs. */
export const gatewayUrl = ({ ports }: Instance): string => `http://localhost:${ports.gateway}`;
