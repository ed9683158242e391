import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ChatFunction } from '../functions/chat-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface StreamPublisherProps {
  readonly deployment: Deployment;
  readonly table: TableV2;
  readonly bus: EventBus;
}

/** States of a file before and after which it is told of. */
const [open, settled] = [
  ['pending', 'processing'],
  ['ready', 'rejected'],
];

/**
 * The items that make events, by their sort keys; a mapping takes five filters. Entries of the audit come with items, or
 * alone. Of a file it is told once, when it is settled. What of a person changed, the function sees.
 */
const published = [
  {
    eventName: 'INSERT',
    SK: [
      ...FilterRule.beginsWith('MESSAGE#'),
      ...FilterRule.beginsWith('CHANGE#'),
      ...FilterRule.isEqual('CONVERSATION'),
      ...FilterRule.beginsWith('AUDIT#'),
    ],
  },
  { eventName: 'INSERT', SK: FilterRule.beginsWith('SESSION#') },
  {
    eventName: 'MODIFY',
    SK: FilterRule.isEqual('MEDIA'),
    images: {
      OldImage: { status: { S: FilterRule.or(...open) } },
      NewImage: { status: { S: FilterRule.or(...settled) } },
    },
  },
  { eventName: 'MODIFY', SK: FilterRule.isEqual('PROFILE') },
  { eventName: 'REMOVE', SK: FilterRule.beginsWith('SESSION#') },
];

/**
 * Publishes what was committed to the table as events on the bus. A record that can't be published must not hold up
 * its shard: the batch is split around it, tried a bounded number of times, and then its place in the stream is put
 * into the dead-letter queue, from which it can be read again for as long as the stream keeps it, 24 hours.
 */
export class StreamPublisher extends Construct {
  readonly function: ChatFunction<'eventBus'>;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, { deployment, table, bus }: StreamPublisherProps) {
    super(scope, id);
    const streamArn = table.tableStreamArn;
    if (!streamArn) throw new Error('cannot publish changes; the table has no stream');

    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', { deployment, name: id });
    this.function = new ChatFunction(this, 'PublishChanges', {
      deployment,
      handler: 'streams/publish-changes',
      description: "Publishes the Chat table's changes as events",
      timeout: Duration.seconds(30),
      needs: { eventBus: ['events:PutEvents'] },
      capabilities: { eventBus: bus },
    });
    const { lambda } = this.function;

    Grant.addToPrincipal({
      grantee: lambda,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resourceArns: [streamArn],
    });
    table.encryptionKey?.grantDecrypt(lambda);

    const source = new EventSourceMapping(this, 'Source', {
      target: lambda,
      eventSourceArn: streamArn,
      // Nothing that was committed before the mapping was there may be missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      filters: published.map(({ eventName, SK, images }) =>
        FilterCriteria.filter({
          eventName: FilterRule.isEqual(eventName),
          dynamodb: { Keys: { SK: { S: SK } }, ...images },
        }),
      ),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.deadLetterQueue),
    });
    source.node.addDependency(lambda);
  }
}
