import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { type Instance, portVariables } from './instance.ts';
import { answersOk, startPart } from './part.ts';
import { java, local } from './paths.ts';

const jars = join(local, 'opensearch');
const heap = '512m';
const neededBytes = 900 * 2 ** 20;

/** Why search can't run on this machine, or undefined when it can. */
export const searchIsMissing = (): string | undefined => {
  if (!existsSync(jars)) return 'Maven has not fetched OpenSearch (is mvn installed?)';
  // Elsewhere the figure leaves out what the system would give up at once.
  if (process.platform === 'linux' && process.availableMemory() < neededBytes)
    return 'less than 900 MB of memory is free';
  return undefined;
};

/** Where search answers. */
export const searchUrl = ({ ports }: Instance): string => `http://localhost:${ports.search}`;

/** The runner looks for a free port up to this one, and ends without a word when it finds none. */
export const lastSearchPort = 9299;

/** Whether it has opened again what it had before it was stopped, and answers a search, of which the first takes longest. */
const isReady = async (instance: Instance): Promise<boolean> =>
  (await answersOk(`${searchUrl(instance)}/_cluster/health?wait_for_status=yellow&timeout=500ms`)) &&
  (await answersOk(`${searchUrl(instance)}/_search?size=0`));

/**
 * Starts OpenSearch, one node without security on the loopback interface, and waits until it is ready.
 *
 * @throws Failure its port is taken or none that it can have, or it ended before it was ready
 */
export const startOpenSearch = async (instance: Instance, signal: AbortSignal): Promise<void> => {
  const { search } = instance.ports;
  if (search > lastSearchPort) {
    throw new Failure(`${portVariables.search}=${search} is too high for search`, `give one up to ${lastSearchPort}`);
  }
  const basePath = join(instance.directory, 'search');
  mkdirSync(basePath, { recursive: true });
  const args = [
    `-Xmx${heap}`,
    // The runtime's own, and ICU for what it lacks: where Thai words end, without which no index is made.
    '-Djava.locale.providers=CLDR,SPI',
    ...['-cp', join(jars, '*'), 'org.codelibs.opensearch.runner.OpenSearchRunner'],
    ...['-basePath', basePath, '-numOfNode', '1', '-useLogger'],
    // Node 1 listens one above; the cluster's name keeps two instances from joining each other.
    ...['-baseHttpPort', String(instance.ports.search - 1), '-clusterName', `chemchat-${instance.name}`],
  ];
  const { PATH, HOME } = process.env;
  await startPart(
    instance,
    'search',
    { command: java, args, env: { PATH, HOME }, cwd: basePath },
    { isReady: () => isReady(instance), signal },
  );
};
