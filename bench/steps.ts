import type { RecordedCall } from './recorder.ts';

/** The calls of one kind that an invocation had under way at once. */
export interface Step {
  /** Round trips that came before. */
  readonly after: number;
  readonly command: string;
  readonly table?: 'Chat' | 'Live';
  readonly calls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly bytes: number;
}

/** Recorded calls as steps, in the order they began. */
export const stepsOf = (calls: readonly RecordedCall[]): Step[] => {
  const steps = new Map<string, Step>();
  for (const { beganAt: after, command, table, writeUnits, readUnits, bytes } of calls) {
    const key = `${after} ${command} ${table}`;
    const before = steps.get(key);
    steps.set(key, {
      after,
      command,
      ...(table !== undefined && { table }),
      calls: (before?.calls ?? 0) + 1,
      writeUnits: (before?.writeUnits ?? 0) + writeUnits,
      readUnits: (before?.readUnits ?? 0) + readUnits,
      bytes: (before?.bytes ?? 0) + bytes,
    });
  }
  return [...steps.values()].sort((one, other) => one.after - other.after);
};

/** Calls of one kind, so many, and how many of them at once. */
export interface Pool {
  readonly command: string;
  readonly calls: number;
  readonly atOnce: number;
}

/** Calls that wait for all before them. Several pools in one are under way at once. */
export type Phase = readonly Pool[];

/** Steps as phases: rounds of one kind that follow each other are one pool, from which calls are taken as others end. */
export const phasesOf = (steps: readonly Step[]): Phase[] => {
  const phases: Phase[] = [];
  for (const after of new Set(steps.map((step) => step.after))) {
    const phase = steps
      .filter((step) => step.after === after)
      .map(({ command, calls }) => ({ command, calls, atOnce: calls }));
    const last = phases.at(-1);
    const [pool] = phase;
    if (phase.length === 1 && last?.length === 1 && pool !== undefined && last[0]?.command === pool.command) {
      const { command, calls, atOnce } = last[0];
      phases[phases.length - 1] = [{ command, calls: calls + pool.calls, atOnce: Math.max(atOnce, pool.calls) }];
    } else {
      phases.push(phase);
    }
  }
  return phases;
};
