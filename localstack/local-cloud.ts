import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from './deploy.ts';
import { Failure } from './failure.ts';
import { gatewayUrl, type Instance, logFileOf, parts, readState, updateState } from './instance.ts';
import { startMinistack } from './ministack.ts';
import { searchIsMissing, searchUrl, startOpenSearch } from './opensearch.ts';
import type { Outputs } from './outputs.ts';
import { claimPort, partRuns, stopPart } from './part.ts';
import { step, warn } from './progress.ts';
import { frontUrl, startFront } from './start-front.ts';
import { startMailCatcher } from './start-mail-catcher.ts';

const limits = { mail: 15_000, gateway: 60_000, search: 90_000, deploy: 300_000, front: 30_000 };

export interface StartOptions {
  /** Whether to start search; missing or failing, it is left out with a warning. */
  readonly search: boolean;
  /** Whether data outlive `stopLocalCloud`. */
  readonly persistent: boolean;
}

/** A local cloud that runs, with ChemChat deployed. */
export interface LocalCloud {
  readonly outputs: Outputs;
  /** Where search answers; undefined when it does not run. */
  readonly search: string | undefined;
}

const moveToPorts = async (instance: Instance): Promise<void> => {
  const last = readState(instance).ports;
  for (const part of parts) {
    if (!last || last[part] === instance.ports[part]) continue;
    await stopPart(instance, part);
    // It is told at its start where mail goes.
    if (part === 'mail') await stopPart(instance, 'gateway');
  }
  updateState(instance, { ports: instance.ports });
};

/** Starts search if it can be; undefined, after a warning, when it can't. */
const startSearch = async (instance: Instance): Promise<string | undefined> => {
  if (partRuns(instance, 'search')) return searchUrl(instance);
  const missing = searchIsMissing();
  try {
    if (missing) throw new Failure(missing, 'all the rest works without');
    await startOpenSearch(instance, AbortSignal.timeout(limits.search));
    return searchUrl(instance);
  } catch (error) {
    await stopPart(instance, 'search');
    const why =
      error instanceof Failure
        ? error.message
        : `it was not ready in time; its log is ${logFileOf(instance, 'search')}`;
    warn(`search is left out: ${why}`);
    return undefined;
  }
};

/**
 * Starts what does not run yet of an instance, and deploys what has changed.
 *
 * @throws Failure a port is taken, a part did not start, or the deployment failed
 */
export const startLocalCloud = async (
  instance: Instance,
  { search, persistent }: StartOptions,
): Promise<LocalCloud> => {
  const advice = `the logs are in ${join(instance.directory, 'logs')}; if it stays so, try make reset`;
  await moveToPorts(instance);
  for (const part of ['mail', 'gateway', 'front'] as const)
    if (!partRuns(instance, part)) await claimPort(instance, part);
  // Ten seconds that the deployment has anyway.
  const searching = search ? startSearch(instance) : Promise.resolve(undefined);
  if (!partRuns(instance, 'mail')) {
    await step(`Mail catcher on port ${instance.ports.mail}`, { limitMs: limits.mail, advice }, ({ signal }) =>
      startMailCatcher(instance, signal),
    );
  }
  if (!partRuns(instance, 'gateway')) {
    await step(`Local cloud on ${gatewayUrl(instance)}`, { limitMs: limits.gateway, advice }, ({ signal }) =>
      startMinistack(instance, { persistent, signal }),
    );
  }
  const outputs = await step('Deployment', { limitMs: limits.deploy, advice }, (controls) =>
    deploy(instance, controls),
  );
  if (!partRuns(instance, 'front')) {
    await step(`Front on ${frontUrl(instance)}`, { limitMs: limits.front, advice }, ({ signal }) =>
      startFront(instance, signal),
    );
  }
  if (!search) return { outputs, search: undefined };
  return { outputs, search: await step('Search', { limitMs: limits.search, advice }, () => searching) };
};

/** Stops all that runs of an instance. Its data stay, if it was started so. */
export const stopLocalCloud = async (instance: Instance): Promise<void> => {
  for (const part of parts.toReversed()) await stopPart(instance, part);
  rmSync(instance.endpointsFile, { force: true });
  rmSync(join(instance.directory, 'tmp'), { recursive: true, force: true });
};

/** Stops an instance and throws all of it away. */
export const removeInstance = async (instance: Instance): Promise<void> => {
  await stopLocalCloud(instance);
  rmSync(instance.directory, { recursive: true, force: true });
};
