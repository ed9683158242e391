import { Duration } from 'aws-cdk-lib';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
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
  readonly chatTable: Pick<ITable, 'metric'>;
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
    const { deployment, deadLetterQueues, publisher, chatTable, functions, scheduled } = props;
    this.mail = alarmMail(this, deployment);
    const alarms = new Alarms(this, 'Watched', { deployment, mail: this.mail });

    for (const queue of deadLetterQueues) {
      alarms.watch({
        name: `${queue.name}DeadLetters`,
        description: `Events wait in the dead-letter queue of ${queue.name}: they failed for good and nobody replayed them yet.`,
        runbook: 'DeadLetters',
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
        threshold: 1,
      });
    }
    alarms.watch({
      name: 'PublisherIteratorAge',
      description:
        'Committed messages wait over a minute to be published, so those that the fast path missed are late.',
      runbook: 'PublisherIteratorAge',
      metric: publisher.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: Duration.minutes(1).toMilliseconds(),
      evaluationPeriods: 3,
    });
    const fiveMinutes = { period: Duration.minutes(5), statistic: 'Sum' };
    alarms.watch({
      name: 'LambdaThrottles',
      description:
        'Functions were not begun at least five times in five minutes: the executions of the account are used up, or uploads wait for their bound.',
      runbook: 'LambdaThrottles',
      metric: LambdaFunction.metricAllThrottles(fiveMinutes),
      threshold: 5,
    });
    for (const what of ['Read', 'Write']) {
      alarms.watch({
        name: `ChatTable${what}Throttles`,
        description: `The Chat table refused at least a hundred ${what.toLowerCase()}s in five minutes: requests are slow, and some fail.`,
        runbook: 'ChatTableThrottles',
        metric: chatTable.metric(`${what}ThrottleEvents`, fiveMinutes),
        threshold: 100,
      });
    }
    for (const [name, lambda] of Object.entries(functions)) {
      alarms.watch({
        name: `${name}Errors`,
        description: `The function ${name} failed at least five times in five minutes.`,
        runbook: 'FunctionErrors',
        metric: lambda.metricErrors({ period: Duration.minutes(5) }),
        threshold: 5,
      });
    }
    for (const { node, every, function: task } of scheduled) {
      const period = Duration.minutes(Math.max(5, every.toMinutes()));
      alarms.watch({
        name: `${node.id}Errors`,
        description: `The scheduled function ${node.id} failed at least three times in ${period.toHumanString()}.`,
        runbook: 'FunctionErrors',
        metric: task.lambda.metricErrors({ period }),
        threshold: 3,
      });
    }
  }
}
