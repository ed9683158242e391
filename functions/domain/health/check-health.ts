import type { Health, HealthStatus } from '../../contract/health.ts';
import type { Clock } from '../clock.ts';

/** Something the system leans on. */
export interface Dependency {
  readonly name: string;
  /** Whether messages can't be sent without it. */
  readonly vital: boolean;
  /** Resolves when it answers as it should. */
  readonly probe: () => Promise<unknown>;
}

/** Longer than this counts as no answer. */
const probeTimeoutMs = 3_000;

const timeout = async (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('cannot tell; no answer in time')), { once: true });
  });

/** Asks all dependencies at once. down: a vital one is; degraded: another one is. */
export const checkHealth = async (
  { clock }: { clock: Clock },
  dependencies: readonly Dependency[],
): Promise<Health> => {
  const checks = await Promise.all(
    dependencies.map(async ({ name, vital, probe }) => {
      const startedAtMs = clock.nowMs();
      const up = await Promise.race([probe(), timeout(AbortSignal.timeout(probeTimeoutMs))]).then(
        () => true,
        () => false,
      );
      return { name, vital, up, latencyMs: clock.nowMs() - startedAtMs };
    }),
  );
  const status: HealthStatus = checks.every(({ up }) => up)
    ? 'ok'
    : checks.some(({ up, vital }) => vital && !up)
      ? 'down'
      : 'degraded';
  return {
    status,
    timestamp: new Date(clock.nowMs()).toISOString(),
    services: Object.fromEntries(
      checks.map(({ name, up, latencyMs }) => [name, { status: up ? ('ok' as const) : ('down' as const), latencyMs }]),
    ),
  };
};
