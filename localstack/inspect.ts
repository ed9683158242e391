import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, TenantId } from '../functions/contract/identifiers.ts';
import { systemClock } from '../functions/domain/clock.ts';
import type { Finding } from '../functions/domain/inspection/inspect.ts';
import { inspectEverything, type Progress } from '../functions/domain/inspection/inspect-everything.ts';
import { EventPublisher } from '../functions/platform/event-publisher.ts';
import { inspectionDeps } from '../functions/platform/inspection-deps.ts';
import { OpenSearch } from '../functions/platform/search/open-search.ts';
import { OpenSearchIndex } from '../functions/platform/search/open-search-index.ts';
import { SqsIndexQueue } from '../functions/platform/search/sqs-index-queue.ts';
import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { type AwsNames, operatedDeployment } from './operated-deployment.ts';
import { step } from './progress.ts';
import { table } from './table.ts';

/** What to inspect, as the command line has it. */
export interface InspectOptions {
  readonly tenant: string | undefined;
  readonly conversation: string | undefined;
  readonly repair: boolean;
}

const mostRows = 200;
/** A large table takes long; nothing is lost when it is broken off. */
const limitMs = 24 * 3600_000;

const advice = (findings: readonly Finding[]): string =>
  findings.some(({ outcome }) => outcome === 'unrepaired')
    ? 'docs/runbooks/InspectionUnrepaired.md tells what to do'
    : 'REPAIR=1 repairs what can be';

/**
 * Compares every number of every line, all members, all delivery marks and what search has, prints what is wrong, and repairs it where
 * asked to.
 *
 * @throws Failure something is wrong, or was not repaired
 */
export const inspectDeployment = async (
  instance: Instance,
  { tenant, conversation, repair }: InspectOptions,
  names: AwsNames = process.env,
): Promise<void> => {
  if (conversation && !tenant) throw new Failure('CONVERSATION needs TENANT', 'set TENANT to its tenant');
  const { aws, chatTable, liveTable, bus, search } = operatedDeployment(instance, names);
  const dynamo = new DynamoDBClient(aws);
  const deps = inspectionDeps({
    client: DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } }),
    chatTable,
    liveTable,
    outbox: new EventPublisher(new EventBridgeClient(aws), bus),
    search: search && {
      index: new OpenSearchIndex(new OpenSearch(search.address, () => dynamo.config.credentials()), {
        routes: search.address.service !== 'aoss',
        clock: systemClock,
      }),
      queue: new SqsIndexQueue(new SQSClient(aws), search.queueUrl),
    },
  });
  const told = ({ conversations, people, findings }: Progress) =>
    `${conversations} conversations, ${people} people, ${findings} findings`;
  const { findings, progress } = await step(
    repair ? 'inspecting and repairing' : 'inspecting',
    { limitMs, advice: 'inspect one TENANT at a time' },
    ({ report }) =>
      inspectEverything(
        deps,
        {
          tenantId: tenant as TenantId | undefined,
          conversationId: conversation as ConversationId | undefined,
          repair,
        },
        (now) => report(told(now)),
      ),
  );
  if (findings.length > 0) {
    const head = ['check', 'tenant', 'subject', 'outcome', 'what'];
    const rows = findings
      .slice(0, mostRows)
      .map((one) => [one.check, one.tenantId, one.subject, one.outcome, one.what]);
    console.log(table([head, ...rows]));
    if (findings.length > mostRows) console.log(`  … and ${findings.length - mostRows} more`);
  }
  console.log(told(progress));
  const wrong = findings.filter(({ outcome }) => outcome !== 'repaired');
  if (wrong.length > 0) throw new Failure(`${wrong.length} not as they have to be`, advice(findings));
};
