import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../test/history/random-stream.ts';
import { type Flow, tripsOf } from './recorded-flow.ts';
import {
  coldShare,
  type Draws,
  drawsOf,
  type Hop,
  knownHops,
  type MessageWay,
  playAck,
  playReceipts,
  wayOf,
} from './simulation.ts';
import { type Fit, lognormal, percentile, type Quantiles, shiftedExponential } from './statistics.ts';
import { figure, markdownTable } from './table.ts';

const results = join(import.meta.dirname, 'results');
const seed = 1;
const draws = 1_000_000;
const goalMs = 250;
/** Parts of the samples whose percentiles are compared, to tell how exact the whole is. */
const parts = 10;

/** Receivers of one message whose times are taken: more of them would say the same of one message again. */
const receiversTaken = 50;

/** Samples in ms, so many of them, as often drawn as it takes. */
const samplesOf = (count: number, draw: () => readonly number[]): Float64Array => {
  const samples = new Float64Array(count);
  for (let index = 0; index < count; ) {
    for (const sample of draw()) {
      if (index < count) samples[index] = sample;
      index += 1;
    }
  }
  return samples;
};

/** The standard error of the samples' 95th percentile, from its spread over parts of them. */
const errorOf = (samples: Float64Array): number => {
  const size = Math.floor(samples.length / parts);
  const each = Array.from({ length: parts }, (_, part) =>
    percentile(samples.slice(part * size, (part + 1) * size).sort(), 0.95),
  );
  const mean = each.reduce((total, one) => total + one, 0) / parts;
  const variance = each.reduce((total, one) => total + (one - mean) ** 2, 0) / (parts - 1);
  return Math.sqrt(variance / parts);
};

interface Model {
  readonly distribution: Fit;
  readonly known: (hop: Hop) => Quantiles;
}

const asKnown: Model = { distribution: lognormal, known: (hop) => knownHops[hop] };
const otherFit: Model = { ...asKnown, distribution: shiftedExponential };
/** What was assumed, times this; what was published as it is. */
const assumedTimes = (factor: number): Model => ({
  ...asKnown,
  known: (hop) => {
    const { p50Ms, p99Ms, origin } = knownHops[hop];
    return origin === 'assumed' ? { p50Ms: p50Ms * factor, p99Ms: p99Ms * factor } : { p50Ms, p99Ms };
  },
});

interface Subject {
  readonly flow: Flow;
  readonly way: MessageWay;
}

const play = (
  { flow: { scenario, design } }: Subject,
  { distribution, known }: Model,
  what: string,
  draw: (draws: Draws) => readonly number[],
  count = draws,
): Float64Array => {
  const random = new RandomStream(seed, `${scenario} ${design} ${what}`);
  const hops = drawsOf(distribution, () => random.next(), known);
  return samplesOf(count, () => draw(hops));
};

/** Receipts of a large conversation are told apart from the first to the last, evenly. */
const receiptsOf = (subject: Subject, model: Model, count = draws): Float64Array => {
  const some = (receipts: readonly number[]) => {
    const every = Math.ceil(receipts.length / receiversTaken);
    return receipts.filter((_receipt, index) => index % every === 0);
  };
  return play(subject, model, 'receipts', (hops) => some(playReceipts(subject.way, hops)), count);
};

const milliseconds = (samples: Float64Array, share: number): string => figure(percentile(samples, share), 0);

const latencyRow = (subject: Subject): (string | number)[] => {
  const { flow, way } = subject;
  const acks = play(subject, asKnown, 'acks', (hops) => [playAck(way, hops)]).sort();
  const receipts = receiptsOf(subject, asKnown);
  const error = errorOf(receipts);
  receipts.sort();
  const { ack, firstPush, lastPush, handOvers } = tripsOf(flow);
  const p95 = percentile(receipts, 0.95);
  return [
    flow.scenario,
    flow.design,
    ack,
    firstPush === lastPush ? firstPush : `${firstPush} to ${lastPush}`,
    handOvers,
    ...[0.5, 0.95, 0.99].map((share) => milliseconds(acks, share)),
    ...[0.5, 0.95, 0.99].map((share) => milliseconds(receipts, share)),
    `± ${figure(Math.max(error, 0.1), 1)}`,
    p95 <= goalMs ? 'met' : 'missed',
  ];
};

const sensitivityDraws = 200_000;

const sensitivityRow = (subject: Subject): string[] => [
  subject.flow.scenario,
  subject.flow.design,
  ...[asKnown, otherFit, assumedTimes(0.5), assumedTimes(2), assumedTimes(3)].map((model) =>
    milliseconds(receiptsOf(subject, model, sensitivityDraws).sort(), 0.95),
  ),
];

/** How many times slower than assumed the assumed hops may be for the goal to be met: found by halving. */
const largestFactor = (subject: Subject): string => {
  const meets = (factor: number) =>
    percentile(receiptsOf(subject, assumedTimes(factor), sensitivityDraws).sort(), 0.95) <= goalMs;
  let [low, high] = [0.01, 8];
  if (!meets(low)) return 'never';
  for (let step = 0; step < 8; step += 1) {
    const middle = (low + high) / 2;
    if (meets(middle)) low = middle;
    else high = middle;
  }
  return figure(low, 1);
};

const hopRow = (hop: Hop): string[] => {
  const { p50Ms, p99Ms, origin, what } = knownHops[hop];
  const p95 = (distribution: Fit) => {
    const random = new RandomStream(seed, `hop ${hop}`);
    const draw = distribution({ p50Ms, p99Ms }, () => random.next());
    return milliseconds(samplesOf(sensitivityDraws, () => [draw()]).sort(), 0.95);
  };
  return [what, origin, figure(p50Ms), p95(lognormal), p95(shiftedExponential), figure(p99Ms)];
};

const page = (subjects: readonly Subject[]): string => `# From send to receipt

Written by \`make bench\` (bench/latency-model.ts) on ${new Date().toISOString().slice(0, 10)}; edits are lost.

A model, and no measurement: nothing has been timed on AWS. Each hop is drawn from a distribution through its median and
99th percentile, ${figure(draws)} receipts and as many acks a row, seed ${seed}. Times are from the sender's client to a
receiver's, and back to the sender for the ack, in ms. The goal is ${goalMs} ms at P95.

## Times

${markdownTable(
  [
    '',
    'design',
    'calls before the ack',
    'calls before the push',
    'hand-overs',
    'ack P50',
    'ack P95',
    'ack P99',
    'receipt P50',
    'receipt P95',
    'receipt P99',
    'error of P95',
    `goal, ${goalMs} at P95`,
  ],
  subjects.map(latencyRow),
)}

"fast path failed" is the durable path after posts that failed. Where that row is missing, the durable path delivers in
any case.

## How round trips enter

The calls are those that [cost-per-message](cost-per-message.md) recorded (bench/results/flows.json): each function's, in
the order they waited for each other. A message's time is

- network, API Gateway, and a function's own work;
- then, one after the other, each call it waited for. Of calls that were under way at once each is drawn, and the next
  step waits for the slowest; of more posts than go out at once, the next begins as one ends;
- on the durable path only those up to the commit, then the stream's hand-over, the publisher's own work, the bus's, and
  the fan-out's calls;
- network to the receiver.

One invocation in ${1 / coldShare} finds no warm function and starts first.

## Hops

${markdownTable(['hop', 'origin', 'P50', 'P95, lognormal', 'P95, exponential', 'P99'], (Object.keys(knownHops) as Hop[]).map(hopRow))}

Published figures are those that the design leans on, measured by others in us-east-1. For API Gateway's WebSocket routes
and for its @connections posts no published distribution was found, so theirs are assumed.

## How much to believe

P50 and P99 of each hop are met exactly; what lies between is the lognormal's, and what lies beyond is anybody's guess.
P95 from send to receipt where the hops follow another distribution through the same two points (an exponential after a
fixed wait), or where all that was assumed is quicker or slower than assumed:

${markdownTable(
  ['', 'design', 'as above', 'exponential', 'assumed × 0.5', 'assumed × 2', 'assumed × 3', 'goal met up to assumed ×'],
  subjects.map((subject) => [...sensitivityRow(subject), largestFactor(subject)]),
)}

- Hops are drawn independently. On AWS bad moments come together, which lengthens the tail and leaves the median.
- The published hand-overs may hold a part of the write before or of the start-up after. Their medians
  alone, ${knownHops.stream.p50Ms} and ${knownHops.bus.p50Ms} ms, are more than the goal together, so no choice here decides which design is
  quicker.
- Contention is left out: a sender that loses a race waits 10 to 300 ms and tries again.
`;

const flows = JSON.parse(readFileSync(join(results, 'flows.json'), 'utf8')) as Flow[];
const subjects = flows.map((flow) => ({
  flow,
  way: wayOf(
    flow.runs.map(({ steps }) => steps),
    flow.deliveredBy,
  ),
}));
writeFileSync(join(results, 'latency-model.md'), page(subjects));
process.stdout.write('bench/results/latency-model.md\n');
