import { isRunning, requestStop, thisProcess, whenThisProcessEnds } from './background-process.ts';
import { caughtMailFile } from './caught-mail.ts';
import { endpointsOf } from './endpoints.ts';
import { allInstances, gatewayUrl, type Instance, openInstance, readState, updateState } from './instance.ts';
import { removeInstance } from './local-cloud.ts';
import { lastSearchPort } from './opensearch.ts';
import type { Outputs } from './outputs.ts';
import { freePortAmong, freePorts } from './ports.ts';

/** Above those that instances with a name usually have. */
const firstSearchPort = 9220;

/** What end-to-end tests are told, as JSON in CHEMCHAT_ENDPOINTS. */
export interface TestEndpoints {
  /** Name of the instance. */
  readonly instance: string;
  /** Base URL, without /api/v1. */
  readonly http: string;
  readonly websocket: string;
  /** AWS APIs. */
  readonly gateway: string;
  /** The file that mail is caught in, a line of JSON each. */
  readonly mail: string;
  readonly outputs: Outputs;
}

/** The endpoints of an instance for tests. */
export const testEndpointsOf = (instance: Instance, outputs: Outputs): TestEndpoints => {
  const { http, websocket } = endpointsOf(instance, undefined);
  return {
    instance: instance.name,
    http,
    websocket,
    gateway: gatewayUrl(instance),
    mail: caughtMailFile(instance),
    outputs,
  };
};

/** The instance of this test run. */
export const thisTestInstance = (environment: NodeJS.ProcessEnv = {}): Instance =>
  openInstance({ ...environment, INSTANCE: `e2e-${process.pid}` });

/** Stops and deletes what test runs left that ended without their teardown. */
const removeOrphans = async (): Promise<void> => {
  for (const instance of allInstances()) {
    const { owner } = readState(instance);
    if (owner && !isRunning(owner)) await removeInstance(instance);
  }
};

/** Has an instance end with this process at the latest; where that is killed, the next test run clears it away. */
export const endWithThisProcess = (instance: Instance): void => {
  updateState(instance, { owner: thisProcess() });
  whenThisProcessEnds(() => Object.values(readState(instance).processes).forEach(requestStop));
};

/** A new instance for this test run, on free ports, that ends with this process at the latest. */
export const newTestInstance = async (): Promise<Instance> => {
  await removeOrphans();
  const [gateway, front, mail] = await freePorts(3);
  const search = await freePortAmong(firstSearchPort, lastSearchPort);
  const ports = {
    GATEWAY_PORT: String(gateway),
    SEARCH_PORT: String(search),
    PORT: String(front),
    MAIL_PORT: String(mail),
  };
  const instance = thisTestInstance(ports);
  endWithThisProcess(instance);
  return instance;
};
