import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { endpointsOf } from './endpoints.ts';
import { gatewayUrl, type Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { createLogTail } from './log-tail.ts';
import { createMetricWindow, percentile } from './metric-window.ts';
import { deployedOutputs, outputOf } from './outputs.ts';
import { table } from './table.ts';

const windowMs = 60_000;
const everyMs = 2_000;

const sumOverItems = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  sortKey: string,
  numberOf: (item: Record<string, unknown>) => number,
): Promise<number> => {
  const query = {
    TableName: tableName,
    FilterExpression: 'SK = :sk',
    ExpressionAttributeValues: { ':sk': sortKey },
  };
  let sum = 0;
  for await (const { Items = [] } of paginateScan({ client }, query)) {
    for (const item of Items) sum += numberOf(item);
  }
  return sum;
};

const liveConnections = (item: Record<string, unknown>): number =>
  Object.entries(item).filter(([name, value]) => {
    const { expiresAtMs } = (name.startsWith('connection:') ? value : {}) as { readonly expiresAtMs?: number };
    return expiresAtMs !== undefined && expiresAtMs > Date.now();
  }).length;

/** What the local cloud tells of its queues; SQS itself refuses plain HTTP, as the queues' policies have it. */
interface QueuesAnswer {
  /** By account, region and queue. */
  readonly messages: Record<string, Record<string, Record<string, readonly { readonly IsVisible: boolean }[]>>>;
}

/** A queue's name without what CloudFormation adds to keep it apart. */
const shortName = (url: string): string =>
  (url.split('/').at(-1) ?? url).replace(/^ChemChat-local-App-/, '').replace(/[0-9A-F]{8}-[0-9A-F]+$/, '');

const queueRows = async (instance: Instance): Promise<string[][]> => {
  const response = await fetch(`${gatewayUrl(instance)}/_ministack/sqs/messages`, {
    signal: AbortSignal.timeout(5_000),
  });
  const { messages }: QueuesAnswer = JSON.parse(await response.text());
  const queues = Object.values(messages).flatMap((regions) =>
    Object.values(regions).flatMap(Object.entries<readonly { readonly IsVisible: boolean }[]>),
  );
  return queues
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([url, queued]) => {
      const waiting = queued.filter(({ IsVisible }) => IsVisible).length;
      const hint = waiting > 0 && /dead/i.test(url) ? '  ← look here' : '';
      return [shortName(url), `${waiting} waiting, ${queued.length - waiting} in flight${hint}`];
    });
};

const milliseconds = (value: number | undefined) => (value === undefined ? '-' : `${Math.round(value)} ms`);

/**
 * Shows what the deployment does now, again and again in the same place; with `once` a single time. Metrics come
 * from the functions' logs, and the local cloud keeps none of those that its WebSocket API calls.
 */
export const monitor = async (instance: Instance, { once }: { readonly once: boolean }): Promise<void> => {
  const aws = localAws(instance);
  const outputs = deployedOutputs(instance);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const poll = createLogTail(new CloudWatchLogsClient(aws), { sinceMs: Date.now() - windowMs });
  const metrics = createMetricWindow(windowMs);
  let before: number | undefined;
  for (;;) {
    metrics.add(await poll(), Date.now());
    const connections = await sumOverItems(dynamo, outputOf(outputs, 'LiveTableName'), 'CONNECTIONS', liveConnections);
    const messages = await sumOverItems(dynamo, outputOf(outputs, 'ChatTableName'), 'HEAD', ({ sequenceNumber }) =>
      Number(sequenceNumber ?? 0),
    );
    const lags = metrics.values('DeliveryLag');
    const lines = table([
      ['Connections', String(connections)],
      ['Messages in all', `${messages}${before === undefined ? '' : ` (+${messages - before})`}`],
      ['Sent over HTTP', String(metrics.sum('MessagesSent'))],
      ['Sent again over HTTP', String(metrics.sum('DuplicateSends'))],
      ['Fast path failed, over HTTP', String(metrics.sum('FastPathFailures'))],
      ['Delivered by the durable path', String(metrics.sum('DurableDeliveries'))],
      ['Found delivered before', String(metrics.sum('DeliveredBefore'))],
      ['Delivery lag, median', milliseconds(percentile(lags, 50))],
      ['Delivery lag, P95', milliseconds(percentile(lags, 95))],
      ...(await queueRows(instance)),
    ]);
    before = messages;
    const { web } = endpointsOf(instance, undefined);
    const text = `${web} at ${new Date().toLocaleTimeString()}, rates over the last ${windowMs / 1000} s\n\n${lines}\n`;
    if (once) return void console.log(text);
    process.stdout.write(`\x1b[H\x1b[2J${text}\nCtrl-C ends\n`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
