import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface DeadLetterQueueProps {
  readonly deployment: Deployment;
  /** What failed, as in `<name>DeadLetterQueueUrl`, the stack's output. */
  readonly name: string;
}

/** Where what failed for good waits 14 days (the most that SQS keeps) for somebody to look and to replay it. */
export class DeadLetterQueue extends Queue {
  readonly name: string;

  constructor(scope: Construct, id: string, { deployment, name }: DeadLetterQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: deployment.target.enforceTls,
      retentionPeriod: Duration.days(14),
      removalPolicy: deployment.settings.dataRemovalPolicy,
    });
    this.name = name;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is a dead-letter queue; the rule does not know those of event sources, rules and destinations.',
    });
    if (!deployment.target.enforceTls) {
      Validations.of(this).acknowledge({ id: 'AwsSolutions-SQS4', reason: 'There is no TLS where this goes.' });
    }
    new CfnOutput(Stack.of(this), `${name}DeadLetterQueueUrl`, { value: this.queueUrl });
  }
}
