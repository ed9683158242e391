import { Duration } from 'aws-cdk-lib';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { DeadLetterQueue } from '../events/dead-letter-queue.ts';
import type { ScheduledFunction } from '../events/scheduled-function.ts';
import type { FunctionNeeds } from '../functions/needs.ts';
import { alarmMail } from './alarm-mail.ts';
import { Alarms } from './alarms.ts';

/** What is watched. */
export interface OperationsProps {
  readonly deployment: Deployment;
  readonly deadLetterQueues: readonly DeadLetterQueue[];
  readonly publisher: LambdaFunction;
  /** Functions whose failures no API counts, by name. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** Their failures are counted over a run and its repeats. */
  readonly scheduled: readonly ScheduledFunction<keyof FunctionNeeds>[];
}

/** Alarms on what is wrong by itself, mailed to the stage's alarm address if it has one. */
export class Operations extends Construct {
  /** For the alarms of other stacks. */
  readonly mail: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { deployment, deadLetterQueues, publisher, functions, scheduled } = props;
    this.mail = alarmMail(this, deployment);
    const alarms = new Alarms(this, 'Watched', { deployment, mail: this.mail });

    for (const queue of deadLetterQueues) {
      alarms.watch({
        name: `${queue.name}DeadLetters`,
        description: `Events wait in the dead-letter queue of ${queue.name}: they failed for good and nobody replayed them yet.`,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
        threshold: 1,
      });
    }
    alarms.watch({
      name: 'PublisherIteratorAge',
      description:
        'Committed messages wait over a minute to be published, so those that the fast path missed are late.',
      metric: publisher.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: Duration.minutes(1).toMilliseconds(),
      evaluationPeriods: 3,
    });
    for (const [name, lambda] of Object.entries(functions)) {
      alarms.watch({
        name: `${name}Errors`,
        description: `The function ${name} failed at least five times in five minutes.`,
        metric: lambda.metricErrors({ period: Duration.minutes(5) }),
        threshold: 5,
      });
    }
    for (const { node, every, function: task } of scheduled) {
      const period = Duration.minutes(Math.max(5, every.toMinutes()));
      alarms.watch({
        name: `${node.id}Errors`,
        description: `The scheduled function ${node.id} failed at least three times in ${period.toHumanString()}.`,
        metric: task.lambda.metricErrors({ period }),
        threshold: 3,
      });
    }
  }
}
