import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { framesAToken } from '../functions/domain/limits/limits.ts';
import { startDynamoDbLocal } from '../localstack/dynamodb-local.ts';
import { RandomStream } from '../test/history/random-stream.ts';
import { addUp, type BillPart, billParts, dollarsPerMillion, durationBasis, usageOf } from './cost.ts';
import { FlowRecorder, messageBytes, type RecordedFlow, scenarios } from './flows.ts';
import { priceList } from './prices.ts';
import { type Flow, type FunctionRun, tripsOf } from './recorded-flow.ts';
import { dollars, figure, markdownTable } from './table.ts';

const results = join(import.meta.dirname, 'results');
const directory = join(import.meta.dirname, '../.local/bench');
const seed = 1;
/** Dollars of a million write units. */
const priceOfWrites = (1e6 * priceList.prices.writeUnits.dollars) / priceList.prices.writeUnits.per;

const recordFlows = async (): Promise<RecordedFlow[]> => {
  mkdirSync(directory, { recursive: true });
  const { endpoint, stop } = await startDynamoDbLocal({ directory });
  try {
    process.env.DYNAMODB_LOCAL_ENDPOINT = endpoint;
    const recorder = await FlowRecorder.start();
    const flows: RecordedFlow[] = [];
    for (const scenario of scenarios) flows.push(...(await recorder.record(scenario)));
    return flows;
  } finally {
    await stop();
  }
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const stepsOf = (runs: readonly FunctionRun[]) => runs.flatMap(({ steps }) => steps);
const callsOf = (runs: readonly FunctionRun[], wanted: (command: string) => boolean): number =>
  sum(stepsOf(runs).map(({ command, calls }) => (wanted(command) ? calls : 0)));

/** What is compared: each design, and ChemChat's with what its receivers do then. */
interface Column {
  readonly scenario: string;
  readonly name: string;
  readonly runs: readonly FunctionRun[];
  readonly bill: Readonly<Record<BillPart, number>>;
}

const columnsOf = (flows: readonly RecordedFlow[]): Column[] =>
  flows.flatMap(({ scenario, design, runs, receipts }) => {
    const column = (name: string, counted: readonly FunctionRun[]): Column => {
      const random = new RandomStream(seed, `${scenario} ${name}`);
      const usage = addUp(counted.map((run) => usageOf(run, () => random.next())));
      return { scenario, name, runs: counted, bill: dollarsPerMillion(usage) };
    };
    if (design === 'ChemChat, fast path failed') return [];
    if (receipts.length === 0) return [column(design, runs)];
    return [column(design, runs), column(`${design}, all mark it read`, [...runs, ...receipts])];
  });

const total = ({ bill }: Column): number => sum(Object.values(bill));
const parts = Object.keys(billParts) as BillPart[];

const roundTripTable = (flows: readonly Flow[]): string =>
  markdownTable(
    ['', 'design', 'calls before the ack', 'before the first push', 'before the last push', 'hand-overs before a push'],
    flows.map((flow) => {
      const { ack, firstPush, lastPush, handOvers } = tripsOf(flow);
      return [flow.scenario, flow.design, ack, firstPush, lastPush, handOvers];
    }),
  );

const unitTable = (columns: readonly Column[]): string =>
  markdownTable(
    [
      '',
      'design',
      'DynamoDB calls',
      'posts',
      'events',
      'write units',
      'read units',
      'invocations',
      'bytes functions log',
    ],
    columns.map(({ scenario, name, runs }) => [
      scenario,
      name,
      figure(callsOf(runs, (command) => !['PostToConnection', 'PutEvents', 'SendMessage'].includes(command))),
      figure(callsOf(runs, (command) => command === 'PostToConnection')),
      figure(callsOf(runs, (command) => command === 'PutEvents')),
      figure(sum(stepsOf(runs).map(({ writeUnits }) => writeUnits))),
      figure(sum(stepsOf(runs).map(({ readUnits }) => readUnits)), 1),
      figure(runs.length),
      figure(sum(runs.map(({ logBytes }) => logBytes))),
    ]),
  );

const billTable = (columns: readonly Column[]): string =>
  markdownTable(
    ['', ...columns.map(({ name }) => name)],
    [
      ...parts.map((part) => [
        part,
        ...columns.map(
          (column) => `${dollars(column.bill[part])} (${figure((100 * column.bill[part]) / total(column), 0)} %)`,
        ),
      ]),
      ['**together**', ...columns.map((column) => `**${dollars(total(column))}**`)],
    ],
  );

const stepTable = ({ runs }: Flow): string =>
  markdownTable(
    ['function', 'after round trips', 'call', 'at once', 'write units', 'read units'],
    runs.flatMap((run) =>
      run.steps.map(({ after, command, table, calls, writeUnits, readUnits }) => [
        run.function,
        after,
        table === undefined ? command : `${command}, ${table} table`,
        figure(calls),
        figure(writeUnits),
        figure(readUnits, 1),
      ]),
    ),
  );

const differenceLines = (scenario: string, columns: readonly Column[]): string[] => {
  const [plain, chemchat] = columns.filter((column) => column.scenario === scenario);
  if (plain === undefined || chemchat === undefined) return [];
  const change = (part: BillPart) => chemchat.bill[part] - plain.bill[part];
  const list = (wanted: (difference: number) => boolean) =>
    parts
      .filter((part) => wanted(change(part)))
      .sort((one, other) => Math.abs(change(other)) - Math.abs(change(one)))
      .map((part) => `${part} ${dollars(Math.abs(change(part)))}`)
      .join(', ');
  const difference = total(chemchat) - total(plain);
  return [
    `- **${scenario}**: ${dollars(Math.abs(difference))} ${difference > 0 ? 'dearer' : 'cheaper'} in all. ` +
      `Dearer: ${list((one) => one >= 0.005) || 'nothing'}. Cheaper: ${list((one) => one <= -0.005) || 'nothing'}.`,
  ];
};

const page = (flows: readonly RecordedFlow[]): string => {
  const columns = columnsOf(flows);
  const names = scenarios.map(({ scenario }) => scenario);
  const ofScenario = (scenario: string) => flows.filter((flow) => flow.scenario === scenario);
  const [plainWay, chemchatWay] = ofScenario('1:1');
  const compared = sum(flows.map((flow) => flow.compared));
  const alike = sum(flows.map((flow) => flow.alike));
  return `# What a message costs

Written by \`make bench\` (bench/cost-per-message.ts) on ${new Date().toISOString().slice(0, 10)}; edits are lost.

One message of ${messageBytes} bytes of text, sent over a WebSocket, in dollars per million of them. Everybody is
connected with one device and warm functions answer. ChemChat's own handlers ran in one process against AWS's DynamoDB
Local, and every call they made to AWS was recorded. **plain** is the same parts put together without a fast path: the
transaction, the table's stream, the bus, one function that pushes and leaves no mark.

## Round trips

A round trip is a call to AWS that could not begin before another had ended. The post that brings the frame is counted.
A hand-over is the way from the table's stream, or from the bus, to a function: P50 213 and 148 ms.

${roundTripTable(flows)}

The plain design acknowledges before anybody is told, ChemChat after those who are connected were and the mark is left:
its ack waits for more, its push for less. Where the fast path failed, the sender's ack is as late and the durable path
delivers.

## Calls and units

${unitTable(columns)}

Units are computed by AWS's rules from the items of the recorded calls, for DynamoDB Local counts transactions
differently. Of ${figure(compared)} other calls it counts ${figure(alike)} alike. On the durable path the bus does not know
the sender's connection, so the sender gets the frame too: one post more than on the fast path.

## Dollars per million messages

${markdownTable(
  ['', ...names],
  [...new Set(columns.map(({ name }) => name))].map((name) => [
    name,
    ...names.map((scenario) => {
      const column = columns.find((one) => one.scenario === scenario && one.name === name);
      return column === undefined ? '' : dollars(total(column));
    }),
  ]),
)}

## Where the money goes

${names
  .map((scenario) => `### ${scenario}\n\n${billTable(columns.filter((column) => column.scenario === scenario))}`)
  .join('\n\n')}

## Where ChemChat is dearer than the plain design

Without receipts, per million messages:

${names.flatMap((scenario) => differenceLines(scenario, columns)).join('\n')}

The mark is a write and a read more, and the send waits for the posts with twice the fan-out's memory, while the fan-out
still runs, to find the mark. That buys the push without the hand-overs. Where frames are cheaper, that is the post to
the sender's own connection, which the plain design could save by other means.

## Call by call, 1:1

ChemChat:

${chemchatWay ? stepTable(chemchatWay) : ''}

The plain design:

${plainWay ? stepTable(plainWay) : ''}

## What the figures lean on

- Prices of ${priceList.region}, looked up on ${priceList.lookedUp}, are in bench/prices.ts with their sources. No free tier.
- Lambda's time is ${durationBasis}. It is no measurement.
- The publisher gets one record an invocation, as it does while messages are rarer than Lambda's polls, 4 a second and
  shard. In batches of 10 its calls, and what Lambda logs of them, fall to a tenth.
- What functions log was measured, at level INFO. Lambda's own lines and API Gateway's access lines are counted by their
  shape (bench/log-lines.ts). X-Ray records 5 % of invocations.
- Not counted: connection minutes, what is stored from then on, pings, joining, retries, custom
  metrics by the month, and the tokens of frames: one frame in ${framesAToken} takes one, which is
  ${dollars(priceOfWrites / framesAToken)} per million frames.
`;
};

const flows = await recordFlows();
writeFileSync(join(results, 'cost-per-message.md'), page(flows));
const ways = flows.map(({ receipts, compared, alike, ...flow }) => flow);
writeFileSync(join(results, 'flows.json'), `${JSON.stringify(ways, null, 2)}\n`);
process.stdout.write('bench/results/cost-per-message.md\n');
