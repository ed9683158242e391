import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface WorkQueueProps {
  readonly deployment: Deployment;
  /** The timeout of the function that consumes it. */
  readonly consumerTimeout: Duration;
  /** How long each message waits before it is consumed; not at all when left out. */
  readonly deliveryDelay?: Duration;
  /** How often a message is tried before it is left in the dead-letter queue; 5 times when left out, 1,000 at most. */
  readonly tries?: number;
  /** How long a message is kept; 4 days when left out, 14 at most. */
  readonly retention?: Duration;
}

/**
 * A queue of work for one function, which `QueueConsumer` connects, and the dead-letter queue of what failed for good,
 * named after the construct's id. It stands alone so that those who put messages there can be made before the consumer.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: DeadLetterQueue;
  readonly consumerTimeout: Duration;

  constructor(
    scope: Construct,
    id: string,
    { deployment, consumerTimeout, deliveryDelay, tries = 5, retention }: WorkQueueProps,
  ) {
    super(scope, id);
    const { settings, target } = deployment;
    this.consumerTimeout = consumerTimeout;
    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', { deployment, name: id });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: target.enforceTls,
      // Six times, as Lambda asks for: a batch that it could not begin at once must not be given out twice.
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: tries },
      removalPolicy: settings.dataRemovalPolicy,
      ...(deliveryDelay && { deliveryDelay }),
      ...(retention && { retentionPeriod: retention }),
    });
    if (!target.enforceTls) {
      Validations.of(this.queue).acknowledge({ id: 'AwsSolutions-SQS4', reason: 'There is no TLS where this goes.' });
    }
  }
}
