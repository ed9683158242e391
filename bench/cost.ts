import { accessLogBytes, functionLogBytes } from './log-lines.ts';
import { priceList } from './prices.ts';
import type { FunctionRun } from './recorded-flow.ts';
import { coldShare, drawsOf, knownHops, playInvocation } from './simulation.ts';
import { lognormal, type Uniform } from './statistics.ts';
import { phasesOf } from './steps.ts';

/** What AWS bills, by its price's name. */
export type Usage = Readonly<Record<keyof typeof priceList.prices, number>>;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const frameBytes = 32 * 1024;
const eventBytes = 64 * 1024;
/** X-Ray's default rule records a request a second, and of the others this share. */
const tracedShare = 0.05;
/** Sent, received, deleted: as if each came alone. */
const requestsOfMessage = 3;
const durationDraws = 5_000;

/** Billed ms of an invocation in the mean: drawn by the latency model, start-up of the cold ones included. */
export const meanDurationMs = ({ steps }: Pick<FunctionRun, 'steps'>, uniform: Uniform): number => {
  const draws = drawsOf(lognormal, uniform);
  const phases = phasesOf(steps);
  const posts = sum(steps.filter(({ command }) => command === 'PostToConnection').map(({ calls }) => calls));
  const times = Math.max(100, Math.floor(durationDraws / Math.max(1, posts / 10)));
  return sum(Array.from({ length: times }, () => playInvocation(phases, draws).endMs)) / times;
};

const stepsWith = ({ steps }: FunctionRun, command: string) => steps.filter((step) => step.command === command);
const unitsOf = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));

/** What one invocation uses of all that is billed. */
export const usageOf = (run: FunctionRun, uniform: Uniform): Usage => {
  const posts = stepsWith(run, 'PostToConnection');
  const puts = stepsWith(run, 'PutEvents');
  const { frame } = run;
  return {
    writeUnits: sum(run.steps.map(({ writeUnits }) => writeUnits)),
    readUnits: sum(run.steps.map(({ readUnits }) => readUnits)),
    invocations: 1,
    gigabyteSeconds: (run.memoryMb / 1024) * (meanDurationMs(run, uniform) / 1000),
    frames:
      (frame ? unitsOf(frame.bytesIn, frameBytes) + unitsOf(frame.bytesOut, frameBytes) : 0) +
      sum(posts.map(({ calls, bytes }) => calls * unitsOf(bytes / calls, frameBytes))),
    events: sum(puts.map(({ calls, bytes }) => calls * unitsOf(bytes / calls, eventBytes))),
    queueRequests: requestsOfMessage * sum(stepsWith(run, 'SendMessage').map(({ calls }) => calls)),
    archivedBytes: sum(puts.map(({ bytes }) => bytes)),
    logBytes: functionLogBytes(run) + (frame ? accessLogBytes : 0),
    traces: tracedShare,
    bytesOut: (frame?.bytesOut ?? 0) + sum(posts.map(({ bytes }) => bytes)),
  };
};

/** Several usages as one. */
export const addUp = (usages: readonly Usage[]): Usage =>
  Object.fromEntries(
    Object.keys(priceList.prices).map((name) => [name, sum(usages.map((usage) => usage[name as keyof Usage]))]),
  ) as Usage;

/** Parts of the bill, and what is billed in each. */
export const billParts = {
  'frames in and out': ['frames'],
  'data out': ['bytesOut'],
  'DynamoDB writes': ['writeUnits'],
  'DynamoDB reads': ['readUnits'],
  'Lambda calls': ['invocations'],
  'Lambda time': ['gigabyteSeconds'],
  queue: ['queueRequests'],
  'bus and archive': ['events', 'archivedBytes'],
  logs: ['logBytes'],
  traces: ['traces'],
} as const satisfies Record<string, readonly (keyof Usage)[]>;

/** A part of the bill. */
export type BillPart = keyof typeof billParts;

/** Dollars by part for a million times this usage. */
export const dollarsPerMillion = (usage: Usage): Readonly<Record<BillPart, number>> =>
  Object.fromEntries(
    Object.entries(billParts).map(([part, names]) => [
      part,
      sum(names.map((name) => (usage[name] * 1e6 * priceList.prices[name].dollars) / priceList.prices[name].per)),
    ]),
  ) as Record<BillPart, number>;

/** What the durations lean on, in words. */
export const durationBasis = `the mean of ${durationDraws.toLocaleString('en')} draws of the latency model, cold starts (${
  coldShare * 100
} %, P50 ${knownHops.coldStart.p50Ms} ms) included`;
