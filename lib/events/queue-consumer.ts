import type { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ChatFunction, type FunctionSettings } from '../functions/chat-function.ts';
import type { Capabilities, FunctionNeeds, Needs } from '../functions/needs.ts';
import type { WorkQueue } from './work-queue.ts';

export interface QueueConsumerProps<Need extends keyof FunctionNeeds>
  extends Pick<FunctionSettings, 'memorySize' | 'sharedPartitions'> {
  readonly deployment: Deployment;
  readonly work: WorkQueue;
  /** File in functions/queues, without its ending. */
  readonly file: string;
  readonly description: string;
  /** Messages that the function gets at once, if there are as many; at most 10, or more with a `batchingWindow`. */
  readonly batchSize: number;
  /** How long Lambda gathers messages for a batch; not at all when left out. */
  readonly batchingWindow?: Duration;
  /** Batches at once, 2 at least; as many as Lambda likes when left out: with it, an idle queue is polled more than twice as often. */
  readonly maxConcurrency?: number;
  readonly needs: Needs<Need>;
  readonly capabilities: Pick<Capabilities, Need>;
}

/** The function that consumes a queue: what it fails on comes again alone, and in the end lies in the dead-letter queue. */
export class QueueConsumer<Need extends keyof FunctionNeeds = never> extends Construct {
  readonly function: ChatFunction<Need>;

  constructor(scope: Construct, id: string, props: QueueConsumerProps<Need>) {
    super(scope, id);
    const { work, file, batchSize, batchingWindow, maxConcurrency, ...rest } = props;
    this.function = new ChatFunction<Need>(this, 'Consumer', {
      handler: `queues/${file}`,
      timeout: work.consumerTimeout,
      ...rest,
    });
    this.function.lambda.addEventSource(
      new SqsEventSource(work.queue, {
        batchSize,
        reportBatchItemFailures: true,
        ...(batchingWindow && { maxBatchingWindow: batchingWindow }),
        ...(maxConcurrency && { maxConcurrency }),
      }),
    );
  }
}
