import { Duration } from 'aws-cdk-lib';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { eventSource } from '../events/chat-event-bus.ts';
import { EventConsumer } from '../events/event-consumer.ts';
import { QueueConsumer } from '../events/queue-consumer.ts';
import type { WorkQueue } from '../events/work-queue.ts';
import type { ChatFunction } from '../functions/chat-function.ts';
import type { Capabilities } from '../functions/needs.ts';
import { Alarms } from '../operations/alarms.ts';

type Need = 'chatTable' | 'search' | 'indexQueue';
type RenamedNeed = 'chatTable' | 'indexQueue';

export interface IndexingProps {
  readonly deployment: Deployment;
  readonly bus: EventBus;
  /** What waits to be indexed. */
  readonly work: WorkQueue;
  readonly capabilities: Pick<Capabilities, Need>;
}

/** What is found by its words, or no longer, such as files by their names. Reactions and members are not. */
const patterns: Readonly<Record<string, EventPattern>> = {
  Created: { source: [eventSource], detailType: ['message.created', 'conversation.created', 'media.settled'] },
  Changed: {
    source: [eventSource],
    detailType: ['conversation.changed'],
    detail: {
      change: { kind: ['message.updated', 'message.deleted', 'conversation.updated', 'conversation.deleted'] },
    },
  },
};

/**
 * Has found by search what was committed: rules on the bus, a queue that waits for search as long as SQS keeps
 * messages, and the function that indexes; and one that queues the direct conversations of somebody who was renamed.
 */
export class Indexing extends Construct {
  readonly function: ChatFunction<Need>;
  readonly renamedPerson: EventConsumer<RenamedNeed>;
  readonly #deployment: Deployment;
  readonly #work: WorkQueue;

  constructor(scope: Construct, id: string, { deployment, bus, work, capabilities }: IndexingProps) {
    super(scope, id);
    this.#deployment = deployment;
    this.#work = work;
    this.function = new QueueConsumer<Need>(this, 'IndexEvents', {
      deployment,
      work,
      file: 'index-events',
      description: 'Has found by search what was committed',
      batchSize: 100,
      batchingWindow: Duration.seconds(1),
      // What waited through an outage must take neither all of search nor all of the account's concurrency.
      maxConcurrency: 5,
      needs: {
        chatTable: ['dynamodb:BatchGetItem'],
        search: 'write',
        indexQueue: 'consume',
      },
      capabilities,
    }).function;
    this.renamedPerson = new EventConsumer<RenamedNeed>(this, 'IndexRenamedPerson', {
      deployment,
      bus,
      file: 'index-renamed-person',
      description: "Has direct conversations found by the other person's new name",
      pattern: { source: [eventSource], detailType: ['person.renamed'] },
      // Some have thousands of them.
      timeout: Duration.minutes(1),
      needs: {
        chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
        indexQueue: 'put',
      },
      capabilities,
    });
    for (const [name, eventPattern] of Object.entries(patterns)) {
      new Rule(this, name, {
        description: 'What is to be found by search, or no longer',
        eventBus: bus,
        eventPattern,
        targets: [new SqsQueue(work.queue, { deadLetterQueue: work.deadLetterQueue, maxEventAge: Duration.hours(24) })],
      });
    }
  }

  /** Adds the alarm on what is not found yet. */
  watch(mail: SnsAction | undefined): void {
    new Alarms(this, 'Alarms', { deployment: this.#deployment, mail }).watch({
      name: 'SearchIsBehind',
      description: 'What was committed over 15 minutes ago is not found by search yet.',
      runbook: 'SearchIsBehind',
      metric: this.#work.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: Duration.minutes(15).toSeconds(),
    });
  }
}
