import type { OutboxEvent } from '../../functions/contract/events.ts';
import type { TenantId } from '../../functions/contract/identifiers.ts';
import type { Finding } from '../../functions/domain/inspection/inspect.ts';
import { type InspectEverything, inspectEverything } from '../../functions/domain/inspection/inspect-everything.ts';
import { type Inspected, inspectionDeps } from '../../functions/platform/inspection-deps.ts';

/** An outbox that keeps what was put into it. */
export const anOutbox = () => {
  const published: OutboxEvent[] = [];
  return { published, publish: async (event: OutboxEvent) => void published.push(event) };
};

/** Inspects everything of a tenant at a time from now, and gives what was found as text. */
export const inspectAt = async (
  inspected: Inspected,
  laterMs: number,
  command: Partial<InspectEverything> & { readonly tenantId: TenantId },
): Promise<{ told: string[]; findings: readonly Finding[] }> => {
  const deps = { ...inspectionDeps(inspected), clock: { nowMs: () => Date.now() + laterMs } };
  const { findings } = await inspectEverything(deps, { repair: false, ...command }, () => undefined);
  return { findings, told: findings.map(({ check, what, outcome }) => `${check}: ${what} (${outcome})`) };
};
