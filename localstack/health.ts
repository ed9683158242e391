import { Failure } from './failure.ts';
import { gatewayUrl, type Instance, logFileOf, type Part, parts, readState } from './instance.ts';
import { searchUrl } from './opensearch.ts';
import { answersOk, partRuns } from './part.ts';
import { answers } from './ports.ts';
import { frontUrl } from './start-front.ts';
import { table } from './table.ts';

interface HealthAnswer {
  readonly status: string;
  readonly services: Readonly<Record<string, { readonly status: string; readonly latencyMs: number }>>;
}

/**
 * Prints what the deployment says of itself and of what it depends on.
 *
 * @throws Failure it does not answer, or is down
 */
export const printHealth = async (instance: Instance): Promise<void> => {
  const url = `${frontUrl(instance)}/health`;
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) }).catch((cause: unknown) => {
    throw new Failure(`nothing answers at ${url}`, 'run make quick-start', { cause });
  });
  const text = await response.text();
  if (response.status !== 200 && response.status !== 503) {
    throw new Failure(
      `${url} answered ${response.status}: ${text.slice(0, 300)}`,
      'make check-services tells what runs',
    );
  }
  const { status, services }: HealthAnswer = JSON.parse(text);
  const rows = Object.entries(services).map(([name, service]) => [name, service.status, service.latencyMs, 'ms']);
  console.log(`${status}\n${table(rows)}`);
  if (status === 'down') throw new Failure('the deployment is down', 'make logs tells why');
};

interface Listening {
  readonly at: string;
  readonly isReady: () => Promise<boolean>;
}

const overHttp = (url: string): Listening => ({ at: new URL(url).origin, isReady: () => answersOk(url) });

const listeningOf = (instance: Instance): Readonly<Record<Part, Listening>> => ({
  gateway: overHttp(`${gatewayUrl(instance)}/_ministack/ready`),
  search: overHttp(`${searchUrl(instance)}/_cluster/health`),
  front: overHttp(frontUrl(instance)),
  mail: { at: `smtp://localhost:${instance.ports.mail}`, isReady: () => answers(instance.ports.mail) },
});

/**
 * Prints which processes run, where they listen and where their logs are.
 *
 * @throws Failure the local cloud or the front does not run
 */
export const checkServices = async (instance: Instance): Promise<void> => {
  const listening = listeningOf(instance);
  const { processes } = readState(instance);
  const states = await Promise.all(
    parts.map(async (part) => {
      if (!partRuns(instance, part)) return 'not running';
      return (await listening[part].isReady()) ? 'ready' : 'does not answer';
    }),
  );
  const rows = parts.map((part, index) => [
    part,
    states[index] ?? '',
    listening[part].at,
    processes[part] ? `pid ${processes[part].pid}` : '',
    logFileOf(instance, part),
  ]);
  console.log(table(rows));
  const down = parts.filter((part, index) => part !== 'search' && states[index] !== 'ready');
  if (down.length > 0) throw new Failure(`${down.join(' and ')}: not ready`, 'run make quick-start');
};
